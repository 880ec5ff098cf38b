package io.burnrate.benchmarks.stores;

import io.burnrate.store.GpuMetric;
import java.util.SplittableRandom;

/**
 * How one reading moves, in the decimals that dcgm-exporter prints.
 *
 * @param least the lowest value
 * @param most the highest value
 * @param step the most that a second changes
 * @param decimals of what is printed, once converted to our unit
 * @param counts whether it only grows
 */
record Walk(double least, double most, double step, int decimals, boolean counts) {
  private static final double[] POWERS = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};

  private static final double ERRORS_A_SECOND = 1e-4;

  static Walk of(GpuMetric metric) {
    return switch (metric) {
      case GPU_UTIL_RATIO, MEMORY_COPY_RATIO, ENCODER_RATIO, DECODER_RATIO ->
          new Walk(0, 1, 0.05, 2, false);
      case SM_ACTIVE_RATIO,
          SM_OCCUPANCY_RATIO,
          GR_ENGINE_ACTIVE_RATIO,
          TENSOR_ACTIVE_RATIO,
          DRAM_ACTIVE_RATIO,
          FP64_ACTIVE_RATIO,
          FP32_ACTIVE_RATIO,
          FP16_ACTIVE_RATIO ->
          new Walk(0, 1, 0.05, 6, false);
      case POWER_WATTS -> new Walk(70, 700, 20, 3, false);
      case ENERGY_MILLIJOULES -> new Walk(5e11, 9e15, 700_000, 0, true);
      case SM_CLOCK_MEGAHERTZ, MEMORY_CLOCK_MEGAHERTZ -> new Walk(345, 2619, 15, 0, false);
      case GPU_TEMPERATURE_CELSIUS, MEMORY_TEMPERATURE_CELSIUS -> new Walk(25, 95, 1.5, 0, false);
      case MEMORY_USED_BYTES, MEMORY_FREE_BYTES, MEMORY_RESERVED_BYTES ->
          new Walk(0, 80e9, 1 << 28, 0, false);
      case PCIE_TX_BYTES_PER_SECOND, PCIE_RX_BYTES_PER_SECOND, NVLINK_BANDWIDTH_TOTAL ->
          new Walk(3e8, 4e8, 1e7, 0, false);
      case POWER_VIOLATION_NANOS, THERMAL_VIOLATION_NANOS -> new Walk(0, 9e15, 50_000, 0, true);
      default -> new Walk(0, 9e15, 0, 0, true);
    };
  }

  double first(SplittableRandom random) {
    double begin = counts ? least : least + random.nextDouble() * (most - least);
    return round(counts ? begin + random.nextDouble() * step * 1e5 : begin);
  }

  double next(double now, SplittableRandom random) {
    if (counts) {
      return step == 0
          ? now + (random.nextDouble() < ERRORS_A_SECOND ? 1 : 0)
          : round(now + random.nextDouble() * step);
    }
    double moved = now + (random.nextDouble() * 2 - 1) * step;
    return round(moved < least ? 2 * least - moved : moved > most ? 2 * most - moved : moved);
  }

  private double round(double value) {
    return Math.rint(value * POWERS[decimals]) / POWERS[decimals];
  }
}
