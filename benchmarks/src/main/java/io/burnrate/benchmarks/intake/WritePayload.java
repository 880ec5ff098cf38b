package io.burnrate.benchmarks.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.xerial.snappy.Snappy;

/**
 * Remote writes 1.0 of a fleet as Prometheus sends them after scraping dcgm-exporter: a request has
 * all readings of some GPUs at one time; when all GPUs have had their turn, time goes on.
 */
final class WritePayload implements Payload {
  private static final long STEP_MILLIS = 50;
  private static final long BEGIN_BEFORE_MILLIS = 60_000;
  private static final String[] METRICS = {
    "DCGM_FI_DEV_SM_CLOCK",
    "DCGM_FI_DEV_MEM_CLOCK",
    "DCGM_FI_DEV_GPU_TEMP",
    "DCGM_FI_DEV_MEMORY_TEMP",
    "DCGM_FI_DEV_POWER_USAGE",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
    "DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_DEV_MEM_COPY_UTIL",
    "DCGM_FI_DEV_ENC_UTIL",
    "DCGM_FI_DEV_DEC_UTIL",
    "DCGM_FI_DEV_XID_ERRORS",
    "DCGM_FI_DEV_FB_FREE",
    "DCGM_FI_DEV_FB_USED",
    "DCGM_FI_DEV_FB_RESERVED",
    "DCGM_FI_DEV_VGPU_LICENSE_STATUS",
    "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    "DCGM_FI_PROF_DRAM_ACTIVE",
    "DCGM_FI_PROF_SM_ACTIVE"
  };

  static final int SAMPLES_PER_GPU = METRICS.length;

  private final int gpus;
  private final int gpusPerRequest;
  private final int firstGpu;
  private final Random random;
  private final Map<String, byte[]> labels = new HashMap<>();
  private long timeMillis;
  private int turn;

  /**
   * A fleet's requests.
   *
   * @param gpus a multiple of {@code gpusPerRequest}
   * @param sender numbers it, so that several have GPUs of their own
   */
  WritePayload(int gpus, int gpusPerRequest, long nowMillis, int sender) {
    this.gpus = gpus;
    this.gpusPerRequest = gpusPerRequest;
    this.firstGpu = sender * gpus;
    this.random = new Random(sender);
    this.timeMillis = nowMillis - BEGIN_BEFORE_MILLIS;
  }

  @Override
  public byte[] next() {
    int first = firstGpu + turn * gpusPerRequest;
    byte[] request =
        Message.of(
            write -> {
              for (String metric : METRICS) {
                for (int gpu = first; gpu < first + gpusPerRequest; gpu++) {
                  write.message(1, series(metric, gpu));
                }
              }
            });
    if (++turn * gpusPerRequest == gpus) {
      turn = 0;
      timeMillis += STEP_MILLIS;
    }
    try {
      return Snappy.compress(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Consumer<Message> series(String metric, int gpu) {
    byte[] known = labels.computeIfAbsent(metric + gpu, any -> Message.of(labels(metric, gpu)));
    double value = metric.contains("PROF") ? random.nextInt(1_000) / 1e3 : random.nextInt(100);
    return series ->
        series.fields(known).message(2, sample -> sample.real(1, value).varint(2, timeMillis));
  }

  private static Consumer<Message> labels(String metric, int gpu) {
    String place = Integer.toString(gpu % 8);
    return series ->
        series
            .message(1, label("DCGM_FI_DRIVER_VERSION", "550.54.15"))
            .message(1, label("Hostname", "node-" + gpu / 8))
            .message(1, label("UUID", "GPU-" + gpu))
            .message(1, label("__name__", metric))
            .message(1, label("device", "nvidia" + place))
            .message(1, label("gpu", place))
            .message(1, label("instance", "10.0.0." + gpu / 8 + ":9400"))
            .message(1, label("job", "dcgm"))
            .message(1, label("modelName", "NVIDIA H100 80GB HBM3"))
            .message(1, label("namespace", "team-a"))
            .message(1, label("pci_bus_id", "00000000:0" + place + ":00.0"))
            .message(1, label("pod", "train-" + gpu / 4));
  }

  private static Consumer<Message> label(String name, String value) {
    return label -> label.text(1, name).text(2, value);
  }

  @Override
  public int items() {
    return gpusPerRequest * SAMPLES_PER_GPU;
  }

  @Override
  public Map<String, String> headers() {
    return Map.of(
        "Content-Type", "application/x-protobuf",
        "Content-Encoding", "snappy",
        "X-Prometheus-Remote-Write-Version", "0.1.0");
  }
}
