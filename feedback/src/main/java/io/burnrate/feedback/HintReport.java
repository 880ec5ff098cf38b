package io.burnrate.feedback;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Advice to a scheduler. Advice only: nothing is done by the service.
 *
 * @param placement where new work fits best, best first: nodes and GPUs with free capacity
 * @param reclaim allocated GPUs that nobody uses, most money first
 * @param placementTotal how many placements there are; {@code placement} holds the best of them
 * @param reclaimTotal how many reclaim candidates there are
 * @param staleGpus GPUs of which too little was heard lately for any advice
 * @param faultyGpus GPUs not recommended because of a recent hardware error
 */
public record HintReport(
    Instant at,
    List<Hint> placement,
    List<Hint> reclaim,
    int placementTotal,
    int reclaimTotal,
    int staleGpus,
    int faultyGpus) {
  /** The most hints in one list. */
  public static final int MAX_HINTS = 500;

  public HintReport {
    placement = List.copyOf(placement);
    reclaim = List.copyOf(reclaim);
  }

  /**
   * One piece of advice.
   *
   * @param id stable while the advice stands, so that a receipt can refer to it
   * @param kind {@code placeOnNode}, {@code placeOnGpu} or {@code reclaimGpu}
   * @param target node name or GPU UUID
   * @param score 0 to 1, higher is better; comparable within one kind
   * @param confidenceRatio how far the figures behind it can be trusted, 0 to 1
   * @param ageSeconds age of the newest reading behind it
   * @param costUsdPerHour what the free or idle capacity costs; 0 when it has no price
   * @param reason one sentence for a person
   * @param evidence the figures behind it, names with units; unknown ones are left out
   */
  public record Hint(
      String id,
      String kind,
      String cluster,
      String pool,
      String node,
      String target,
      double score,
      double confidenceRatio,
      double ageSeconds,
      double costUsdPerHour,
      String reason,
      Map<String, Object> evidence) {
    public Hint {
      evidence = Map.copyOf(evidence);
    }
  }
}
