package io.burnrate.simulator;

/** When a held GPU or MIG instance is idle. */
record IdleRule(double belowRatio, long afterMillis) {
  boolean idle(Tenancy tenancy) {
    return tenancy.allocated() && tenancy.activityMicros() / 1e6 < belowRatio;
  }

  /**
   * Since when partition {@code partition} of {@code device} has been idle without a break at
   * {@code offset}, where it is. Looks back no further than needed to know that it was long enough.
   */
  long idleSince(Device device, int partition, long offset) {
    long since = device.segmentStart(offset);
    while (since > 0
        && offset - since < afterMillis
        && idle(device.at(since - 1).tenancies().get(partition))) {
      since = device.segmentStart(since - 1);
    }
    return since;
  }
}
