package io.burnrate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.function.ToLongFunction;

/**
 * The 40 fields of a page, in the order of DCGM's field numbers, as dcgm-exporter writes its
 * counters. Values of {@link Kind#DOUBLE} are in millionths.
 */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never written, the functions are pure
enum DcgmField {
  SM_CLOCK("DEV_SM_CLOCK", Kind.INT, "SM clock (MHz).", DcgmField::smClock),
  MEM_CLOCK("DEV_MEM_CLOCK", Kind.INT, "Memory clock (MHz).", r -> r.model.memoryClockMegahertz),
  MEMORY_TEMP(
      "DEV_MEMORY_TEMP", Kind.INT, "Memory temperature (C).", r -> 32 + r.powerPermille() / 20),
  GPU_TEMP("DEV_GPU_TEMP", Kind.INT, "GPU temperature (C).", r -> 28 + r.powerPermille() / 22),
  POWER_USAGE("DEV_POWER_USAGE", Kind.DOUBLE, "Power draw (W).", r -> r.powerMilliwatts * 1000L),
  TOTAL_ENERGY(
      "DEV_TOTAL_ENERGY_CONSUMPTION",
      Kind.COUNTER,
      "Energy since the driver was loaded (mJ).",
      r -> r.energyCounterMillijoules),
  PCIE_REPLAY("DEV_PCIE_REPLAY_COUNTER", Kind.COUNTER, "PCIe retries.", r -> 0),
  GPU_UTIL(
      "DEV_GPU_UTIL", Kind.INT, "GPU utilization (%).", r -> (r.engineMicros() + 5000) / 10000),
  MEM_COPY_UTIL(
      "DEV_MEM_COPY_UTIL",
      Kind.INT,
      "Memory utilization (%).",
      r -> r.partOfActivityMicros(50) / 10000),
  ENC_UTIL("DEV_ENC_UTIL", Kind.INT, "Encoder utilization (%).", r -> 0),
  DEC_UTIL("DEV_DEC_UTIL", Kind.INT, "Decoder utilization (%).", r -> 0),
  XID_ERRORS("DEV_XID_ERRORS", Kind.INT, "Value of the last XID error seen.", r -> r.xid),
  POWER_VIOLATION(
      "DEV_POWER_VIOLATION",
      Kind.COUNTER,
      "Throttling due to power limits (ns).",
      r -> r.microjoules / 50),
  THERMAL_VIOLATION("DEV_THERMAL_VIOLATION", Kind.COUNTER, "Throttling due to heat (ns).", r -> 0),
  SYNC_BOOST_VIOLATION(
      "DEV_SYNC_BOOST_VIOLATION", Kind.COUNTER, "Throttling due to sync boost (ns).", r -> 0),
  BOARD_LIMIT_VIOLATION(
      "DEV_BOARD_LIMIT_VIOLATION", Kind.COUNTER, "Throttling due to board limits (ns).", r -> 0),
  LOW_UTIL_VIOLATION(
      "DEV_LOW_UTIL_VIOLATION", Kind.COUNTER, "Throttling due to low utilization (ns).", r -> 0),
  RELIABILITY_VIOLATION(
      "DEV_RELIABILITY_VIOLATION", Kind.COUNTER, "Throttling due to reliability (ns).", r -> 0),
  FB_FREE(
      "DEV_FB_FREE",
      Kind.INT,
      "Framebuffer memory free (MiB).",
      r -> r.memoryTotalMebibytes - r.memoryReservedMebibytes - r.memoryUsedMebibytes),
  FB_USED("DEV_FB_USED", Kind.INT, "Framebuffer memory used (MiB).", r -> r.memoryUsedMebibytes),
  FB_RESERVED(
      "DEV_FB_RESERVED",
      Kind.INT,
      "Framebuffer memory reserved (MiB).",
      r -> r.memoryReservedMebibytes),
  ECC_SBE_VOL("DEV_ECC_SBE_VOL_TOTAL", Kind.COUNTER, "Single-bit errors, volatile.", r -> 0),
  ECC_DBE_VOL("DEV_ECC_DBE_VOL_TOTAL", Kind.COUNTER, "Double-bit errors, volatile.", r -> 0),
  ECC_SBE_AGG("DEV_ECC_SBE_AGG_TOTAL", Kind.COUNTER, "Single-bit errors, lasting.", r -> 2),
  ECC_DBE_AGG("DEV_ECC_DBE_AGG_TOTAL", Kind.COUNTER, "Double-bit errors, lasting.", r -> 0),
  UNCORRECTABLE_ROWS(
      "DEV_UNCORRECTABLE_REMAPPED_ROWS", Kind.COUNTER, "Rows remapped, uncorrectable.", r -> 0),
  CORRECTABLE_ROWS(
      "DEV_CORRECTABLE_REMAPPED_ROWS", Kind.COUNTER, "Rows remapped, correctable.", r -> 0),
  ROW_REMAP_FAILURE("DEV_ROW_REMAP_FAILURE", Kind.INT, "Whether remapping rows failed.", r -> 0),
  NVLINK_TOTAL(
      "DEV_NVLINK_BANDWIDTH_TOTAL",
      Kind.COUNTER,
      "NVLink bandwidth counters of all lanes.",
      r -> r.microjoules / 7_000),
  VGPU_LICENSE("DEV_VGPU_LICENSE_STATUS", Kind.INT, "vGPU license status.", r -> 0),
  GR_ENGINE_ACTIVE(
      "PROF_GR_ENGINE_ACTIVE", Kind.DOUBLE, "Time the engine is active.", Reading::engineMicros),
  SM_ACTIVE(
      "PROF_SM_ACTIVE", Kind.DOUBLE, "Cycles an SM has a warp resident.", r -> r.activityMicros),
  SM_OCCUPANCY(
      "PROF_SM_OCCUPANCY",
      Kind.DOUBLE,
      "Warps resident on an SM.",
      r -> r.partOfActivityMicros(45)),
  PIPE_TENSOR_ACTIVE(
      "PROF_PIPE_TENSOR_ACTIVE",
      Kind.DOUBLE,
      "Cycles the tensor pipe is active.",
      r -> r.partOfActivityMicros(60)),
  DRAM_ACTIVE(
      "PROF_DRAM_ACTIVE",
      Kind.DOUBLE,
      "Cycles the memory is busy.",
      r -> r.partOfActivityMicros(55)),
  PIPE_FP64_ACTIVE(
      "PROF_PIPE_FP64_ACTIVE",
      Kind.DOUBLE,
      "Cycles the fp64 pipe is active.",
      r -> r.partOfActivityMicros(1)),
  PIPE_FP32_ACTIVE(
      "PROF_PIPE_FP32_ACTIVE",
      Kind.DOUBLE,
      "Cycles the fp32 pipe is active.",
      r -> r.partOfActivityMicros(20)),
  PIPE_FP16_ACTIVE(
      "PROF_PIPE_FP16_ACTIVE",
      Kind.DOUBLE,
      "Cycles the fp16 pipe is active.",
      r -> r.partOfActivityMicros(30)),
  PCIE_TX(
      "PROF_PCIE_TX_BYTES",
      Kind.INT,
      "PCIe bytes sent a second.",
      r -> r.activityMicros * 400L + r.noise * 997L),
  PCIE_RX(
      "PROF_PCIE_RX_BYTES",
      Kind.INT,
      "PCIe bytes received a second.",
      r -> r.activityMicros * 300L + r.noise * 1009L);

  /** The metric type and the form of the number. */
  enum Kind {
    INT,
    COUNTER,
    DOUBLE
  }

  static final int COUNT = values().length;

  final Kind kind;

  /** Whether MIG instances have no such line. */
  final boolean wholeGpuOnly;

  /** The HELP and TYPE lines. */
  final byte[] header;

  /** The metric's name and the opening brace. */
  final byte[] lineStart;

  private final ToLongFunction<Reading> value;

  DcgmField(String suffix, Kind kind, String help, ToLongFunction<Reading> value) {
    String name = "DCGM_FI_" + suffix;
    String type = kind == Kind.COUNTER ? "counter" : "gauge";
    this.kind = kind;
    this.value = value;
    wholeGpuOnly = suffix.endsWith("_UTIL");
    header = bytes("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n");
    lineStart = bytes(name + "{");
  }

  long value(Reading reading) {
    return value.applyAsLong(reading);
  }

  private static long smClock(Reading reading) {
    return reading.activityMicros == 0 ? 345 : reading.model.smClockMegahertz - reading.noise / 64;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
