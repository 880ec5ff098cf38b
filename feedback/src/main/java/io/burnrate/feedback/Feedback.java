package io.burnrate.feedback;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.feedback.HintReport.Hint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Turns the fleet's present state into advice for a scheduler. The one door into this module.
 * Thread-safe: it holds no state, and every answer is made from the GPUs of that moment alone.
 */
public final class Feedback {
  private final Supplier<List<GpuStatus>> gpus;
  private final Duration idleAfter;
  private final InstantSource clock;

  private Feedback(Supplier<List<GpuStatus>> gpus, Duration idleAfter, InstantSource clock) {
    this.gpus = gpus;
    this.idleAfter = idleAfter;
    this.clock = clock;
  }

  /**
   * Advice on {@code gpus}.
   *
   * @param idleAfter the ledger's own setting: how long a GPU must be idle to be a candidate
   */
  public static Feedback create(
      Supplier<List<GpuStatus>> gpus, Duration idleAfter, InstantSource clock) {
    return new Feedback(gpus, idleAfter, clock);
  }

  /** The advice of now. A GPU that is stale is in none of it. */
  public HintReport hints() {
    Instant now = clock.instant();
    List<GpuStatus> heard = new ArrayList<>();
    int stale = 0;
    for (GpuStatus gpu : gpus.get()) {
      if (gpu.stale(now)) {
        stale++;
      } else {
        heard.add(gpu);
      }
    }
    List<GpuStatus> sound = new ArrayList<>();
    for (GpuStatus gpu : heard) {
      if (!Health.faulty(gpu, now)) {
        sound.add(gpu);
      }
    }
    Placement placement = new Placement(sound, heard, now);
    List<Hint> nodes = placement.nodes();
    List<Hint> devices = placement.gpus();
    List<Hint> reclaim = Reclaim.hints(heard, idleAfter, now);
    return new HintReport(
        now,
        merged(nodes, devices),
        reclaim.subList(0, Math.min(HintReport.MAX_HINTS, reclaim.size())),
        nodes.size() + devices.size(),
        reclaim.size(),
        stale,
        heard.size() - sound.size());
  }

  /** The best nodes, at most half of the list, and the best GPUs in the rest, by score. */
  private static List<Hint> merged(List<Hint> nodes, List<Hint> gpus) {
    int nodesKept = Math.min(HintReport.MAX_HINTS / 2, nodes.size());
    int gpusKept = Math.min(HintReport.MAX_HINTS - nodesKept, gpus.size());
    List<Hint> best = new ArrayList<>(nodes.subList(0, nodesKept));
    best.addAll(gpus.subList(0, gpusKept));
    best.sort(Placement.BEST_FIRST);
    return best;
  }
}
