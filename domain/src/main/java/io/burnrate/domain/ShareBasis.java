package io.burnrate.domain;

/** How the share of one owner in one GPU was found. The wire name is {@link #key()}. */
public enum ShareBasis {
  /** No owner: the entry holds what nobody has. */
  NONE("none"),
  /** One owner holds the whole GPU. */
  EXCLUSIVE("exclusive"),
  /** Compute slices of the MIG instance over the slices of the GPU. */
  MIG_SLICES("migSlices"),
  /** Measured SM time of each sharer's processes. */
  MEASURED_SM_TIME("measuredSmTime"),
  /** What each sharer asked for, where use is not measured; of one owner, the part it asked for. */
  REQUESTED_FRACTION("requestedFraction"),
  /** One over the number of sharers present. */
  EQUAL_SPLIT("equalSplit");

  private final String key;

  ShareBasis(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }
}
