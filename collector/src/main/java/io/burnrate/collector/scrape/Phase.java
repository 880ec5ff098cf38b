package io.burnrate.collector.scrape;

/** Spreads the targets over the interval, each always to the same moment of it. */
final class Phase {
  private Phase() {}

  /**
   * From {@code nowMillis} to the target's next moment, 1 to {@code intervalMillis}.
   *
   * @param target its name, which alone decides the moment
   */
  static long delayMillis(String target, long intervalMillis, long nowMillis) {
    long moment = Math.floorMod(mix(target.hashCode()), intervalMillis);
    long delay = Math.floorMod(moment - nowMillis, intervalMillis);
    return delay == 0 ? intervalMillis : delay;
  }

  /** Murmur3's finalizer: names that differ in one digit end up far apart. */
  private static long mix(int hash) {
    long mixed = hash * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
