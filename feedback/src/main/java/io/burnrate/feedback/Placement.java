package io.burnrate.feedback;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.feedback.HintReport.Hint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Where free capacity is, and how good it is. Scores run from 0 to 1:
 *
 * <pre>
 *   node: health · trust · (0.6 · free + 0.3 · whole + 0.1 · cool)
 *     free   free GPUs over those of the node with the most
 *     whole  part of the free capacity that is whole GPUs, the rest being fragments
 *   GPU:  health · trust · (0.6 · free + 0.3 · fit + 0.1 · cool)
 *     free   free part of the GPU
 *     fit    part of its node that is taken: best fit, so that empty nodes stay whole
 *   cool   1 less power over the highest power seen (per GPU); 0.5 when unknown
 * </pre>
 *
 * Power stands for heat too: it is what is known of every GPU. Health is 1 without a recent XID
 * error, of a node the mean over its GPUs, with 0 for each that is not recommended.
 */
final class Placement {
  /** By score; of equal ones nodes first, then by name, so that the order never flickers. */
  static final Comparator<Hint> BEST_FIRST =
      Comparator.comparingDouble(Hint::score)
          .reversed()
          .thenComparing(Hint::kind, Comparator.reverseOrder())
          .thenComparing(Hint::cluster)
          .thenComparing(Hint::target);

  private static final String ON_NODE = "placeOnNode";
  private static final String ON_GPU = "placeOnGpu";
  private static final double FREE_WEIGHT = 0.6;
  private static final double SHAPE_WEIGHT = 0.3;
  private static final double COOL_WEIGHT = 0.1;
  private static final double UNKNOWN_COOL = 0.5;

  /** Free parts smaller than this are rounding. */
  private static final double LEAST_FREE = 1e-9;

  private record NodeKey(String cluster, String node) {}

  /** What one node has; {@code gpus} are those that may be recommended. */
  private static final class Node {
    final List<GpuStatus> gpus = new ArrayList<>();
    int all;
    double healthSum;
    double free;
    int wholeFree;
    double powerSum;
    int powered;

    double powerWatts() {
      return powered == 0 ? Double.NaN : powerSum / powered;
    }
  }

  private final Map<NodeKey, Node> nodes = new LinkedHashMap<>();
  private final Instant now;
  private double mostFree;
  private double mostNodeWatts;
  private double mostGpuWatts;

  /**
   * Looks at the fleet.
   *
   * @param sound GPUs that may be recommended
   * @param heard all GPUs with fresh readings, the sound ones among them
   */
  Placement(List<GpuStatus> sound, List<GpuStatus> heard, Instant now) {
    this.now = now;
    for (GpuStatus gpu : heard) {
      Node node = node(gpu);
      node.all++;
      node.healthSum += Health.ratio(gpu, now);
      if (Double.isFinite(gpu.powerWatts())) {
        node.powerSum += gpu.powerWatts();
        node.powered++;
        mostGpuWatts = Math.max(mostGpuWatts, gpu.powerWatts());
      }
    }
    for (GpuStatus gpu : sound) {
      Node node = node(gpu);
      node.gpus.add(gpu);
      node.free += gpu.freeRatio();
      node.wholeFree += gpu.freeRatio() > 1 - LEAST_FREE ? 1 : 0;
    }
    for (Node node : nodes.values()) {
      mostFree = Math.max(mostFree, node.free);
      mostNodeWatts = Math.max(mostNodeWatts, node.powered == 0 ? 0 : node.powerWatts());
    }
  }

  private Node node(GpuStatus gpu) {
    return nodes.computeIfAbsent(new NodeKey(gpu.cluster(), gpu.node()), key -> new Node());
  }

  /** Every node with free capacity, best first. */
  List<Hint> nodes() {
    List<Hint> hints = new ArrayList<>();
    for (Node node : nodes.values()) {
      if (node.free > LEAST_FREE) {
        hints.add(hint(node));
      }
    }
    hints.sort(BEST_FIRST);
    return hints;
  }

  /** Every GPU with free capacity, best first. */
  List<Hint> gpus() {
    List<Hint> hints = new ArrayList<>();
    for (Node node : nodes.values()) {
      for (GpuStatus gpu : node.gpus) {
        if (gpu.freeRatio() > LEAST_FREE) {
          hints.add(hint(gpu, node));
        }
      }
    }
    hints.sort(BEST_FIRST);
    return hints;
  }

  private Hint hint(Node node) {
    double health = node.healthSum / node.all;
    double trust = mean(node, GpuStatus::trustRatio);
    double cool = cool(node.powerWatts(), mostNodeWatts);
    double wholeRatio = node.wholeFree / node.free;
    double free = node.free / mostFree;
    GpuStatus any = node.gpus.get(0);
    double usdPerHour = 0;
    double ageSeconds = Double.MAX_VALUE;
    for (GpuStatus gpu : node.gpus) {
      usdPerHour += gpu.usdPerGpuHour() * gpu.freeRatio();
      ageSeconds = Math.min(ageSeconds, Health.ageSeconds(gpu, now));
    }
    Evidence evidence =
        new Evidence()
            .with("gpus", node.all)
            .with("freeGpus", node.free)
            .with("wholeFreeGpus", node.wholeFree)
            .with("wholeFreeRatio", wholeRatio)
            .with("healthRatio", health)
            .with("trustRatio", trust)
            .with("powerWattsPerGpu", node.powerWatts())
            .with("gpuModel", any.gpuModel());
    return new Hint(
        HintId.of(ON_NODE, any.cluster(), any.node(), tenths(node.free)),
        ON_NODE,
        any.cluster(),
        any.pool(),
        any.node(),
        any.node(),
        score(health * trust, free, wholeRatio, cool),
        mean(node, gpu -> Health.confidenceRatio(gpu, now)),
        ageSeconds,
        usdPerHour,
        String.format(
            Locale.ROOT,
            "%.2f of %d GPUs are free, %d of them whole.",
            node.free,
            node.all,
            node.wholeFree),
        evidence.map());
  }

  private Hint hint(GpuStatus gpu, Node node) {
    double health = Health.ratio(gpu, now);
    double trust = Double.isNaN(gpu.trustRatio()) ? 0 : gpu.trustRatio();
    double takenRatio = Math.max(0, 1 - node.free / node.gpus.size());
    Evidence evidence =
        new Evidence()
            .with("freeRatio", gpu.freeRatio())
            .with("nodeTakenRatio", takenRatio)
            .with("healthRatio", health)
            .with("trustRatio", gpu.trustRatio())
            .with("powerWatts", gpu.powerWatts())
            .with("memoryUsedRatio", gpu.memoryUsedRatio())
            .with("gpuModel", gpu.gpuModel())
            .with("usdPerGpuHour", gpu.usdPerGpuHour());
    return new Hint(
        HintId.of(ON_GPU, gpu.cluster(), gpu.gpuUuid(), tenths(gpu.freeRatio())),
        ON_GPU,
        gpu.cluster(),
        gpu.pool(),
        gpu.node(),
        gpu.gpuUuid(),
        score(health * trust, gpu.freeRatio(), takenRatio, cool(gpu.powerWatts(), mostGpuWatts)),
        Health.confidenceRatio(gpu, now),
        Health.ageSeconds(gpu, now),
        gpu.usdPerGpuHour() * gpu.freeRatio(),
        String.format(
            Locale.ROOT,
            "%.0f %% of it is free, on a node that is taken by %.0f %%.",
            100 * gpu.freeRatio(),
            100 * takenRatio),
        evidence.map());
  }

  /** What is free, as a part of a hint's name: it follows readings, the advice does not. */
  private static String tenths(double free) {
    return Long.toString(Math.round(10 * free));
  }

  private static double score(double reliable, double free, double shape, double cool) {
    double score = reliable * (FREE_WEIGHT * free + SHAPE_WEIGHT * shape + COOL_WEIGHT * cool);
    return Math.min(1, Math.max(0, score));
  }

  private static double cool(double powerWatts, double mostWatts) {
    return Double.isFinite(powerWatts) && mostWatts > 0 ? 1 - powerWatts / mostWatts : UNKNOWN_COOL;
  }

  private static double mean(Node node, ToDoubleFunction<GpuStatus> figure) {
    double sum = 0;
    for (GpuStatus gpu : node.gpus) {
      double value = figure.applyAsDouble(gpu);
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum / node.gpus.size();
  }
}
