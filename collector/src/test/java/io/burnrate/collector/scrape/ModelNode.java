package io.burnrate.collector.scrape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A node whose GPUs, pods, metrics and order of lines change at random from page to page. It knows
 * what its page says, so that a reader is compared with the node, not with another reader.
 */
final class ModelNode {
  private static final int MAX_GPUS = 6;

  private final Random random;
  private final List<Gpu> gpus = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>(List.of(Metric.values()));
  private int names;

  /** A metric as the exporter writes it, and what its numbers become. */
  enum Metric {
    DCGM_FI_DEV_SM_CLOCK("sm_clock_megahertz", 1),
    DCGM_FI_DEV_GPU_TEMP("gpu_temperature_celsius", 1),
    DCGM_FI_DEV_POWER_USAGE("power_watts", 1),
    DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION("energy_millijoules", 1),
    DCGM_FI_DEV_FB_FREE("memory_free_bytes", 1_048_576),
    DCGM_FI_DEV_XID_ERRORS("xid_error", 1),
    DCGM_FI_PROF_SM_ACTIVE("sm_active_ratio", 1),
    DCGM_FI_PROF_DRAM_ACTIVE("dram_active_ratio", 1);

    final String column;
    final double factor;

    Metric(String column, double factor) {
      this.column = column;
      this.factor = factor;
    }
  }

  private static final class Gpu {
    private final String uuid;
    private final String mig;
    private List<String> pods = List.of();

    private Gpu(String uuid, String mig) {
      this.uuid = uuid;
      this.mig = mig;
    }
  }

  /**
   * One page.
   *
   * @param rows what it says: for each "uuid/instance" the columns by name
   */
  record Page(String text, Map<String, Map<String, Object>> rows) {}

  ModelNode(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 4; i++) {
      gpus.add(gpu());
    }
  }

  /** Changes one thing, or nothing, and gives the page. */
  Page next() {
    switch (random.nextInt(8)) {
      case 0 -> gpus.get(random.nextInt(gpus.size())).pods = pods();
      case 1 -> {
        if (gpus.size() < MAX_GPUS) {
          gpus.add(random.nextInt(gpus.size() + 1), gpu());
        }
      }
      case 2 -> {
        if (gpus.size() > 1) {
          gpus.remove(random.nextInt(gpus.size()));
        }
      }
      case 3 -> Collections.shuffle(metrics, random);
      case 4 -> Collections.shuffle(gpus, random);
      default -> {}
    }
    return page(random.nextInt(4) == 0 ? 0.1 : 0);
  }

  private Page page(double vanishing) {
    StringBuilder text = new StringBuilder();
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    for (Metric metric : metrics) {
      text.append("# HELP ").append(metric).append(" Of a model.\n# TYPE ").append(metric);
      text.append(" gauge\n");
      for (Gpu gpu : gpus) {
        if (random.nextDouble() < vanishing) {
          continue;
        }
        String value = value(metric);
        for (String pod : gpu.pods.isEmpty() ? List.of("") : gpu.pods) {
          text.append(metric).append(labels(gpu, pod, metric)).append(value).append('\n');
        }
        Map<String, Object> row = rows.computeIfAbsent(gpu.uuid + "/" + gpu.mig, k -> row(gpu));
        if (!value.equals("NaN")) {
          row.put(metric.column, Double.parseDouble(value) * metric.factor);
        }
      }
    }
    return new Page(text.toString(), rows);
  }

  private Map<String, Object> row(Gpu gpu) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("gpu_uuid", gpu.uuid);
    row.put("node", "model");
    row.put("gpu_model", "M100");
    if (!gpu.mig.isEmpty()) {
      row.put("mig_instance", gpu.mig);
      row.put("mig_profile", "1g.10gb");
    }
    if (!gpu.pods.isEmpty()) {
      row.put("owners", String.join(";", gpu.pods.stream().map(p -> "ns/w/" + p + "/c").toList()));
    }
    if (gpu.pods.size() == 1) {
      row.put("namespace", "ns");
      row.put("workload", "w");
    }
    return row;
  }

  private String labels(Gpu gpu, String pod, Metric metric) {
    String mig = gpu.mig.isEmpty() ? "" : ",GPU_I_PROFILE=\"1g.10gb\",GPU_I_ID=\"" + gpu.mig + "\"";
    String owner = ",container=\"c\",namespace=\"ns\",pod=\"" + pod + "\"";
    String more = metric == Metric.DCGM_FI_DEV_XID_ERRORS ? ",err_code=\"0\",err_msg=\"\"" : "";
    return "{UUID=\"%s\",modelName=\"M100\"%s,Hostname=\"model\"%s%s} "
        .formatted(gpu.uuid, mig, more, pod.isEmpty() ? "" : owner);
  }

  private String value(Metric metric) {
    if (random.nextInt(40) == 0) {
      return "NaN";
    }
    return switch (metric) {
      case DCGM_FI_PROF_SM_ACTIVE, DCGM_FI_PROF_DRAM_ACTIVE ->
          String.format(Locale.ROOT, "%f", random.nextDouble());
      case DCGM_FI_DEV_POWER_USAGE -> String.format(Locale.ROOT, "%f", random.nextDouble() * 700);
      case DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION -> String.valueOf(random.nextLong(1L << 52));
      default -> String.valueOf(random.nextInt(90_000));
    };
  }

  private Gpu gpu() {
    Gpu gpu = new Gpu("GPU-" + names++, random.nextInt(3) == 0 ? "" + random.nextInt(8) : "");
    gpu.pods = pods();
    return gpu;
  }

  /** The pods of a workload "w". */
  private List<String> pods() {
    List<String> pods = new ArrayList<>();
    int count = Math.max(0, random.nextInt(5) - 1);
    for (int i = 0; i < count; i++) {
      pods.add("w-" + names++);
    }
    return pods;
  }
}
