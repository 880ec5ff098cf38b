package io.burnrate.analytics;

import io.burnrate.domain.EnergyBasis;

/**
 * The energy of one GPU between two observations: the difference of the exporter's millijoule
 * counter where it can be trusted, else the trapezoid under the power readings. COST_MODEL.md,
 * formula 4. Not thread-safe.
 */
final class EnergyMeter {
  /** No board draws more; only used where no power limit is known. */
  private static final double MOST_WATTS = 2_000;

  /** How far over its limit a board may peak before its counter is not believed. */
  private static final double LIMIT_SLACK = 1.2;

  /** An exporter may repeat a reading this long, and then catch up at once. */
  private static final long EXPORTER_REFRESH_MILLIS = 60_000;

  private static final long NEVER = Long.MIN_VALUE;

  private double counterMillijoules = Double.NaN;

  /** Given out by power since the counter was last told anew: its next difference holds it too. */
  private long bridgedMicrojoules;

  /** More was given out by power than the counter then moved by. */
  private boolean owing;

  private long counterChangedAt;
  private long fallenSince = NEVER;
  private long resets;
  private EnergyBasis basis = EnergyBasis.NONE;

  /** Takes the first observation in. */
  void begin(GpuObservation first) {
    remember(first);
    bridgedMicrojoules = 0;
    owing = false;
  }

  /**
   * Microjoules from {@code previous} to {@code next}, at least 0.
   *
   * @param holdMillis power is not extrapolated over a gap longer than this
   */
  long microjoules(GpuObservation previous, GpuObservation next, long holdMillis) {
    if (mayBeOlder(previous, next)) {
      basis = EnergyBasis.COUNTER;
      return 0; // the next difference holds it
    }
    if (repeated(previous, next, holdMillis)) {
      long soon = integrated(previous, next, holdMillis);
      bridgedMicrojoules += soon;
      basis = EnergyBasis.COUNTER; // the next difference takes it back
      return soon;
    }
    double counted = counted(next);
    boolean missing = Double.isNaN(next.energyMillijoules()) && !Double.isNaN(counterMillijoules);
    remember(next);
    if (!Double.isNaN(counted)) {
      basis = EnergyBasis.COUNTER;
      long all = Math.round(counted * 1_000);
      long given = Math.min(all, bridgedMicrojoules);
      bridgedMicrojoules -= given;
      owing = bridgedMicrojoules > 0;
      return all - given;
    }
    long microjoules = integrated(previous, next, holdMillis);
    bridgedMicrojoules = missing ? bridgedMicrojoules + microjoules : 0;
    return microjoules;
  }

  /**
   * Microjoules of {@code millis} at the power of {@code last}: an estimate, until more is known.
   */
  long estimatedMicrojoules(GpuObservation last, long millis) {
    basis = Double.isNaN(last.powerWatts()) ? EnergyBasis.NONE : EnergyBasis.INTEGRATED_POWER;
    return Double.isNaN(last.powerWatts()) ? 0 : Math.round(last.powerWatts() * millis * 1_000);
  }

  /** Where the newest answer came from. */
  EnergyBasis basis() {
    return basis;
  }

  long resets() {
    return resets;
  }

  /**
   * Whether a fallen counter is rather one that was read a little earlier, as when the times are of
   * two clocks: by no more than the board can draw meanwhile, and not for long. A page scraped
   * after a page falls for one reason only.
   */
  private boolean mayBeOlder(GpuObservation previous, GpuObservation next) {
    double fallen = counterMillijoules - next.energyMillijoules();
    if (!(fallen > 0)) {
      fallenSince = NEVER;
      return false;
    }
    boolean ordered = !previous.inParts() && !next.inParts();
    if (ordered || fallen > mostWatts(next) * EXPORTER_REFRESH_MILLIS) {
      return false;
    }
    fallenSince = fallenSince == NEVER ? next.timeMillis() : fallenSince;
    return next.timeMillis() - fallenSince <= EXPORTER_REFRESH_MILLIS;
  }

  /**
   * Whether the counter stands still because its exporter reads it less often than it is scraped:
   * what is drawn meanwhile is told by the power, or the figures of a window would depend on where
   * in the exporter's round it begins and ends.
   */
  private boolean repeated(GpuObservation previous, GpuObservation next, long holdMillis) {
    return !owing
        && next.energyMillijoules() == counterMillijoules
        && next.timeMillis() - counterChangedAt <= EXPORTER_REFRESH_MILLIS
        && next.timeMillis() - previous.timeMillis() <= holdMillis
        && !Double.isNaN(previous.powerWatts());
  }

  private static double mostWatts(GpuObservation next) {
    return next.powerLimitWatts() > 0 ? next.powerLimitWatts() * LIMIT_SLACK : MOST_WATTS;
  }

  private double counted(GpuObservation next) {
    if (Double.isNaN(counterMillijoules) || Double.isNaN(next.energyMillijoules())) {
      return Double.NaN;
    }
    double delta = next.energyMillijoules() - counterMillijoules;
    if (delta < 0) {
      resets++;
      delta = next.energyMillijoules();
    }
    long since = next.timeMillis() - counterChangedAt + EXPORTER_REFRESH_MILLIS;
    // Watts times milliseconds are millijoules.
    return delta <= mostWatts(next) * since ? delta : Double.NaN;
  }

  private long integrated(GpuObservation previous, GpuObservation next, long holdMillis) {
    double from = previous.powerWatts();
    double to = next.powerWatts();
    if (Double.isNaN(from)) {
      basis = EnergyBasis.NONE;
      return 0;
    }
    basis = EnergyBasis.INTEGRATED_POWER;
    long millis = next.timeMillis() - previous.timeMillis();
    boolean near = millis <= holdMillis && !Double.isNaN(to);
    double watts = near ? (from + to) / 2 : from;
    return Math.round(watts * Math.min(millis, holdMillis) * 1_000);
  }

  private void remember(GpuObservation observation) {
    double counter = observation.energyMillijoules();
    if (!Double.isNaN(counter) && counter != counterMillijoules) {
      counterMillijoules = counter;
      counterChangedAt = observation.timeMillis();
    }
  }
}
