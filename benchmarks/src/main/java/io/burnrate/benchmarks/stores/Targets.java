package io.burnrate.benchmarks.stores;

/** What the distributed store is to reach, on two cores of an idle machine. */
final class Targets {
  static final double ROWS_PER_SECOND = 20_000;
  static final double FRESHNESS_P99_MILLIS = 1_000;
  static final double QUERY_P99_MILLIS = 500;

  private Targets() {}

  static String judged(boolean reached) {
    return reached ? "reached" : "MISSED";
  }
}
