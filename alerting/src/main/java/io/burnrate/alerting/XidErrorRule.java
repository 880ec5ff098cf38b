package io.burnrate.alerting;

import io.burnrate.analytics.GpuStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An XID error that came up while watched. The exporter's reading keeps its last code for ever, so
 * a code that was there at first sight does not count, and an alert ends {@link #SHOWN_FOR} after
 * the code came up.
 */
final class XidErrorRule implements AlertRule {
  /** How long a code keeps its alert alive. */
  static final Duration SHOWN_FOR = Duration.ofMinutes(15);

  /** NVIDIA's catalogue of XID errors, in short. */
  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          Map.entry(13, "graphics engine exception, mostly a fault of the application"),
          Map.entry(31, "GPU memory page fault, mostly a fault of the application"),
          Map.entry(43, "GPU stopped processing, the application was ended"),
          Map.entry(45, "channels cleaned up after an earlier error or a killed process"),
          Map.entry(48, "double-bit ECC error, memory is damaged"),
          Map.entry(61, "internal micro-controller breakpoint"),
          Map.entry(62, "internal micro-controller halt"),
          Map.entry(63, "ECC page retirement or row remapping recorded"),
          Map.entry(64, "ECC page retirement or row remapping failed"),
          Map.entry(74, "NVLink error"),
          Map.entry(79, "GPU has fallen off the bus"),
          Map.entry(92, "high rate of single-bit ECC errors"),
          Map.entry(94, "contained memory error, the application has to restart"),
          Map.entry(95, "uncontained memory error, the GPU has to be reset"),
          Map.entry(119, "GSP firmware did not answer in time"),
          Map.entry(120, "GSP firmware error"));

  @Override
  public Findings look(Snapshot snapshot, String severity) {
    List<GpuStatus> gpus = snapshot.gpus();
    if (gpus == null) {
      return Findings.missing();
    }
    List<Finding> met = new ArrayList<>();
    for (GpuStatus gpu : gpus) {
      Instant since = gpu.xidSince();
      if (gpu.xidError() == 0 || since == null || gpu.stale(snapshot.now())) {
        continue;
      }
      if (snapshot.now().isBefore(since.plus(SHOWN_FOR))) {
        met.add(finding(gpu, severity, since));
      }
    }
    return Snapshot.ofGpus(met, gpus, snapshot.now());
  }

  private static Finding finding(GpuStatus gpu, String severity, Instant since) {
    double cost = gpu.usdPerGpuHour() > 0 ? gpu.usdPerGpuHour() : Double.NaN;
    Labels labels =
        Labels.of(RuleKind.GPU_XID_ERROR, severity)
            .with("cluster", gpu.cluster())
            .with("pool", gpu.pool())
            .with("node", gpu.node())
            .with("gpu", gpu.gpuUuid())
            .with("xid", Integer.toString(gpu.xidError()))
            .withCost(cost);
    return Finding.of(labels, () -> annotations(gpu, since, cost), cost);
  }

  private static Map<String, String> annotations(GpuStatus gpu, Instant since, double cost) {
    String meaning = meaning(gpu.xidError());
    return new Labels()
        .with("summary", "XID " + gpu.xidError() + " on GPU " + gpu.gpuUuid() + ": " + meaning)
        .with(
            "description",
            gpu.gpuModel()
                + " on "
                + gpu.node()
                + " reported XID "
                + gpu.xidError()
                + " at "
                + since
                + " ("
                + meaning
                + ").")
        .with("meaning", meaning)
        .with("gpuModel", gpu.gpuModel())
        .with("xidSince", since.toString())
        .withCost(cost)
        .map();
  }

  static String meaning(int xid) {
    return MEANINGS.getOrDefault(xid, "see NVIDIA's catalogue of XID errors");
  }
}
