package io.burnrate.analytics;

/**
 * How far the figures of a stretch of GPU time can be trusted, and why not. COST_MODEL.md, formula
 * 11.
 *
 * @param trustedMillis measured time less half of the estimated time
 * @param energyMillis time whose energy is not from a counter that went on
 * @param utilizationMillis time whose utilization is from GPU_UTIL only, or unknown
 * @param shareMillis time that was split equally between sharers because nothing measured them
 * @param requestMillis time that was split between sharers by what they asked for, because nothing
 *     measured them
 * @param resets energy counters that restarted
 * @param sentinels readings that were DCGM's "no value"
 * @param duplicates readings that were there already, or came a second way
 */
record Trust(
    long trustedMillis,
    long energyMillis,
    long utilizationMillis,
    long shareMillis,
    long requestMillis,
    long resets,
    long sentinels,
    long duplicates) {
  static final Trust NONE = new Trust(0, 0, 0, 0, 0, 0, 0, 0);

  Trust plus(Trust other) {
    return new Trust(
        trustedMillis + other.trustedMillis,
        energyMillis + other.energyMillis,
        utilizationMillis + other.utilizationMillis,
        shareMillis + other.shareMillis,
        requestMillis + other.requestMillis,
        resets + other.resets,
        sentinels + other.sentinels,
        duplicates + other.duplicates);
  }
}
