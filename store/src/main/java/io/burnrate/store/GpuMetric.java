package io.burnrate.store;

import java.util.Arrays;
import java.util.Locale;

/**
 * The readings of one GPU or MIG instance, one column each in {@link Tables#GPU_SAMPLES}. Units are
 * ours: ratios from 0 to 1, bytes, watts, millijoules. The collector converts.
 */
public enum GpuMetric {
  GPU_UTIL_RATIO,
  SM_ACTIVE_RATIO,
  SM_OCCUPANCY_RATIO,
  GR_ENGINE_ACTIVE_RATIO,
  TENSOR_ACTIVE_RATIO,
  DRAM_ACTIVE_RATIO,
  FP64_ACTIVE_RATIO,
  FP32_ACTIVE_RATIO,
  FP16_ACTIVE_RATIO,
  MEMORY_COPY_RATIO,
  ENCODER_RATIO,
  DECODER_RATIO,
  POWER_WATTS,
  POWER_LIMIT_WATTS,
  ENERGY_MILLIJOULES,
  SM_CLOCK_MEGAHERTZ,
  MEMORY_CLOCK_MEGAHERTZ,
  GPU_TEMPERATURE_CELSIUS,
  MEMORY_TEMPERATURE_CELSIUS,
  MEMORY_USED_BYTES,
  MEMORY_FREE_BYTES,
  MEMORY_RESERVED_BYTES,
  XID_ERROR,
  PCIE_REPLAY_COUNT,
  PCIE_TX_BYTES_PER_SECOND,
  PCIE_RX_BYTES_PER_SECOND,
  NVLINK_TX_BYTES_PER_SECOND,
  NVLINK_RX_BYTES_PER_SECOND,
  /** As read: the exporter's list calls it a counter, DCGM a rate, so its unit is not settled. */
  NVLINK_BANDWIDTH_TOTAL,
  VGPU_LICENSE_STATUS,
  CORRECTABLE_REMAPPED_ROWS,
  UNCORRECTABLE_REMAPPED_ROWS,
  ROW_REMAP_FAILURE,
  POWER_VIOLATION_NANOS,
  THERMAL_VIOLATION_NANOS,
  SYNC_BOOST_VIOLATION_NANOS,
  BOARD_LIMIT_VIOLATION_NANOS,
  LOW_UTIL_VIOLATION_NANOS,
  RELIABILITY_VIOLATION_NANOS,
  ECC_SBE_VOLATILE_COUNT,
  ECC_DBE_VOLATILE_COUNT,
  ECC_SBE_AGGREGATE_COUNT,
  ECC_DBE_AGGREGATE_COUNT;

  /** The column's name. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] columns() {
    return Arrays.stream(values()).map(GpuMetric::column).toArray(String[]::new);
  }
}
