package io.burnrate.feedback;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.domain.Owner;
import io.burnrate.feedback.HintReport.Hint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Allocated GPUs that have been idle for long enough that the ledger calls their time waste: most
 * money an hour first, of equal ones the longest idle. The score is the part of the most expensive
 * candidate's price; without any price, of the longest idle time.
 */
final class Reclaim {
  private static final String KIND = "reclaimGpu";
  private static final int MOST_OWNERS_NAMED = 16;
  private static final double SECONDS_PER_HOUR = 3600;

  private Reclaim() {}

  private record Candidate(
      GpuStatus gpu, Instant idleSince, double idleSeconds, double usdPerHour) {}

  static List<Hint> hints(List<GpuStatus> heard, Duration idleAfter, Instant now) {
    List<Candidate> candidates = new ArrayList<>();
    double mostUsd = 0;
    double longestSeconds = 0;
    for (GpuStatus gpu : heard) {
      Instant idleSince = gpu.idleSince();
      if (idleSince != null && gpu.wasted(idleAfter, now)) {
        double idleSeconds = Duration.between(idleSince, now).toMillis() / 1000.0;
        double usdPerHour = gpu.usdPerGpuHour() * (1 - gpu.freeRatio());
        candidates.add(new Candidate(gpu, idleSince, idleSeconds, usdPerHour));
        mostUsd = Math.max(mostUsd, usdPerHour);
        longestSeconds = Math.max(longestSeconds, idleSeconds);
      }
    }
    candidates.sort(
        Comparator.comparingDouble(Candidate::usdPerHour)
            .thenComparingDouble(Candidate::idleSeconds)
            .reversed()
            .thenComparing(candidate -> candidate.gpu().gpuUuid()));
    List<Hint> hints = new ArrayList<>();
    for (Candidate each : candidates) {
      double score =
          mostUsd > 0 ? each.usdPerHour() / mostUsd : each.idleSeconds() / longestSeconds;
      hints.add(hint(each, score, idleAfter, now));
    }
    return hints;
  }

  private static Hint hint(Candidate candidate, double score, Duration idleAfter, Instant now) {
    GpuStatus gpu = candidate.gpu();
    double wasteSeconds = candidate.idleSeconds() - idleAfter.toMillis() / 1000.0;
    List<String> owners =
        gpu.owners().stream().limit(MOST_OWNERS_NAMED).map(each -> name(each.owner())).toList();
    Evidence evidence =
        new Evidence()
            .with("idleSince", candidate.idleSince().toString())
            .with("idleSeconds", candidate.idleSeconds())
            .with("utilizationRatio", gpu.utilizationRatio())
            .with("utilizationBasis", gpu.basis().key())
            .with("memoryUsedRatio", gpu.memoryUsedRatio())
            .with("powerWatts", gpu.powerWatts())
            .with("owners", owners)
            .with("ownerCount", gpu.owners().size())
            .with("gpuModel", gpu.gpuModel())
            .with("usdPerGpuHour", gpu.usdPerGpuHour())
            .with("idleCostUsd", usd(candidate, candidate.idleSeconds()))
            .with("wastedUsd", usd(candidate, wasteSeconds))
            .with("trustRatio", gpu.trustRatio());
    return new Hint(
        HintId.of(KIND, gpu.cluster(), gpu.gpuUuid(), candidate.idleSince().toString()),
        KIND,
        gpu.cluster(),
        gpu.pool(),
        gpu.node(),
        gpu.gpuUuid(),
        score,
        Health.confidenceRatio(gpu, now),
        Health.ageSeconds(gpu, now),
        candidate.usdPerHour(),
        String.format(
            Locale.ROOT,
            "%s holds it and has not used it for %d minutes, at %.2f USD an hour.",
            owners.get(0),
            (long) candidate.idleSeconds() / 60,
            candidate.usdPerHour()),
        evidence.map());
  }

  private static double usd(Candidate candidate, double seconds) {
    return candidate.usdPerHour() * seconds / SECONDS_PER_HOUR;
  }

  private static String name(Owner owner) {
    return owner.namespace() + "/" + owner.workload() + "/" + owner.pod();
  }
}
