package io.burnrate.feedback;

import io.burnrate.analytics.GpuStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** How far a GPU, and what is known of it, can be relied on. Pure functions. */
final class Health {
  /** An XID error is recent for so long. */
  static final Duration XID_RECENT_FOR = Duration.ofHours(1);

  /** XID errors that mostly come from the application, as NVIDIA's catalogue says. */
  private static final Set<Integer> APPLICATION_XIDS = Set.of(13, 31, 43, 45);

  /** What a recent application error leaves of a GPU's score. */
  private static final double AFTER_APPLICATION_XID = 0.5;

  /** A reading is as good as new for this part of the time in which it holds. */
  private static final double FRESH_PART = 0.4;

  private Health() {}

  /** Whether a recent hardware error speaks against the GPU. */
  static boolean faulty(GpuStatus gpu, Instant now) {
    return recentXid(gpu, now) && !APPLICATION_XIDS.contains(gpu.xidError());
  }

  /** 1 without a recent error. */
  static double ratio(GpuStatus gpu, Instant now) {
    if (!recentXid(gpu, now)) {
      return 1;
    }
    return faulty(gpu, now) ? 0 : AFTER_APPLICATION_XID;
  }

  private static boolean recentXid(GpuStatus gpu, Instant now) {
    Instant since = gpu.xidSince();
    return gpu.xidError() != 0 && since != null && now.isBefore(since.plus(XID_RECENT_FOR));
  }

  static double ageSeconds(GpuStatus gpu, Instant now) {
    return Math.max(0, Duration.between(gpu.lastHeard(), now).toMillis() / 1000.0);
  }

  /**
   * Trust times freshness. Freshness is 1 for the first 40 % of the time that a reading holds (one
   * scrape interval of two and a half) and falls in a straight line to 0 at its end.
   */
  static double confidenceRatio(GpuStatus gpu, Instant now) {
    double holdsSeconds = Duration.between(gpu.lastHeard(), gpu.staleAt()).toMillis() / 1000.0;
    double usedPart = holdsSeconds > 0 ? ageSeconds(gpu, now) / holdsSeconds : 1;
    double freshness = Math.min(1, Math.max(0, (1 - usedPart) / (1 - FRESH_PART)));
    double trust = Double.isNaN(gpu.trustRatio()) ? 0 : gpu.trustRatio();
    return Math.min(1, Math.max(0, trust)) * freshness;
  }
}
