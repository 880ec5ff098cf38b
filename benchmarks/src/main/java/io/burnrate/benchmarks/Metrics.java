package io.burnrate.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** Forty metrics of dcgm-exporter with numbers of their usual form. */
final class Metrics {
  /** How many {@link #NAMES} there are. */
  static final int COUNT = 40;

  static final List<String> NAMES =
      Stream.of(
              "DEV_SM_CLOCK DEV_MEM_CLOCK DEV_MEMORY_TEMP DEV_GPU_TEMP DEV_POWER_USAGE"
                  + " DEV_TOTAL_ENERGY_CONSUMPTION DEV_PCIE_REPLAY_COUNTER DEV_GPU_UTIL"
                  + " DEV_MEM_COPY_UTIL DEV_ENC_UTIL DEV_DEC_UTIL DEV_XID_ERRORS DEV_FB_FREE"
                  + " DEV_FB_USED DEV_FB_RESERVED DEV_NVLINK_BANDWIDTH_TOTAL"
                  + " DEV_VGPU_LICENSE_STATUS DEV_UNCORRECTABLE_REMAPPED_ROWS"
                  + " DEV_CORRECTABLE_REMAPPED_ROWS DEV_ROW_REMAP_FAILURE"
                  + " PROF_GR_ENGINE_ACTIVE PROF_PIPE_TENSOR_ACTIVE PROF_DRAM_ACTIVE"
                  + " PROF_PCIE_TX_BYTES PROF_PCIE_RX_BYTES PROF_SM_ACTIVE PROF_SM_OCCUPANCY"
                  + " PROF_PIPE_FP64_ACTIVE PROF_PIPE_FP32_ACTIVE PROF_PIPE_FP16_ACTIVE"
                  + " DEV_POWER_VIOLATION DEV_THERMAL_VIOLATION DEV_SYNC_BOOST_VIOLATION"
                  + " DEV_BOARD_LIMIT_VIOLATION DEV_LOW_UTIL_VIOLATION"
                  + " DEV_RELIABILITY_VIOLATION DEV_ECC_SBE_VOL_TOTAL DEV_ECC_DBE_VOL_TOTAL"
                  + " DEV_ECC_SBE_AGG_TOTAL DEV_ECC_DBE_AGG_TOTAL")
          .flatMap(all -> Stream.of(all.split(" ")))
          .map(name -> "DCGM_FI_" + name)
          .toList();

  static {
    if (NAMES.size() != COUNT) {
      throw new AssertionError(NAMES.size() + " metrics");
    }
  }

  private Metrics() {}

  /** A number as the exporter prints it: whole ones plain, others with six decimals. */
  static String value(String name, Random random) {
    if (name.endsWith("_ACTIVE") || name.endsWith("_OCCUPANCY")) {
      return String.format(Locale.ROOT, "%f", random.nextDouble());
    }
    if (name.endsWith("POWER_USAGE")) {
      return String.format(Locale.ROOT, "%f", 100 + random.nextDouble() * 600);
    }
    if (name.endsWith("CONSUMPTION")) {
      return String.valueOf(500_000_000_000L + random.nextInt(1_000_000_000));
    }
    if (name.endsWith("_BYTES") || name.endsWith("BANDWIDTH_TOTAL")) {
      return String.valueOf(300_000_000 + random.nextInt(100_000_000));
    }
    if (name.endsWith("_VIOLATION") || name.contains("_ECC_") || name.contains("REMAP")) {
      return "0";
    }
    return String.valueOf(random.nextInt(100));
  }
}
