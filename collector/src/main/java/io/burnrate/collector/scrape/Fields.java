package io.burnrate.collector.scrape;

import io.burnrate.store.GpuMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every DCGM metric name that has a column, the old names and those of DCGM 4.6 and later. Names
 * from dcgm-exporter's default counters and DCGM's field list. Those of HAMi's monitor and
 * scheduler too. What counts up is found with OpenMetrics' ending {@code _total} as well, which the
 * OpenTelemetry Collector and Prometheus add when they hand on.
 */
final class Fields {
  static final List<Field> ALL = all();

  private static final List<Field> OURS = ours();

  private static final int SLOTS = 1024;
  private static final @Nullable Field[] TABLE = table();

  private Fields() {}

  /** A field for readings that are in our unit already; its name is the column's. */
  static Field ours(GpuMetric metric) {
    return OURS.get(metric.ordinal());
  }

  private static List<Field> ours() {
    List<Field> ours = new ArrayList<>();
    for (GpuMetric metric : GpuMetric.values()) {
      String column = metric.column();
      Unit unit =
          column.endsWith("_ratio")
              ? Unit.RATIO
              : column.endsWith("_celsius") ? Unit.CELSIUS : Unit.WIDE;
      ours.add(new Field(column, ours.size(), metric, unit));
    }
    return List.copyOf(ours);
  }

  /** The field whose name is {@code text[from, to)}, or null. */
  static @Nullable Field find(byte[] text, int from, int to) {
    int slot = slot(text, from, to);
    while (true) {
      Field field = TABLE[slot];
      if (field == null) {
        return null;
      }
      if (Arrays.equals(field.name, 0, field.name.length, text, from, to)) {
        return field;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  private static int slot(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text[i];
    }
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }

  private static @Nullable Field[] table() {
    @Nullable Field[] table = new @Nullable Field[SLOTS];
    for (Field field : ALL) {
      int slot = slot(field.name, 0, field.name.length);
      while (table[slot] != null) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      table[slot] = field;
    }
    return table;
  }

  private static List<Field> all() {
    List<Field> all = new ArrayList<>();
    activity(all);
    power(all);
    memory(all);
    health(all);
    violations(all);
    hami(all);
    return List.copyOf(all);
  }

  private static void activity(List<Field> all) {
    add(all, GpuMetric.GPU_UTIL_RATIO, Unit.PERCENT, "DEV_GPU_UTIL", "DEV_GPU_UTIL_RATIO");
    add(all, GpuMetric.MEMORY_COPY_RATIO, Unit.PERCENT, "DEV_MEM_COPY_UTIL");
    add(all, GpuMetric.ENCODER_RATIO, Unit.PERCENT, "DEV_ENC_UTIL");
    add(all, GpuMetric.DECODER_RATIO, Unit.PERCENT, "DEV_DEC_UTIL");
    ratio(all, GpuMetric.SM_ACTIVE_RATIO, "PROF_SM_ACTIVE", "PROF_SM_UTIL_RATIO");
    ratio(all, GpuMetric.SM_OCCUPANCY_RATIO, "PROF_SM_OCCUPANCY", "PROF_SM_OCCUPANCY_RATIO");
    ratio(
        all,
        GpuMetric.GR_ENGINE_ACTIVE_RATIO,
        "PROF_GR_ENGINE_ACTIVE",
        "PROF_GR_ENGINE_UTIL_RATIO");
    ratio(all, GpuMetric.TENSOR_ACTIVE_RATIO, "PROF_PIPE_TENSOR_ACTIVE", "PROF_TENSOR_UTIL_RATIO");
    ratio(all, GpuMetric.DRAM_ACTIVE_RATIO, "PROF_DRAM_ACTIVE", "PROF_DRAM_UTIL_RATIO");
    ratio(all, GpuMetric.FP64_ACTIVE_RATIO, "PROF_PIPE_FP64_ACTIVE", "PROF_FP64_UTIL_RATIO");
    ratio(all, GpuMetric.FP32_ACTIVE_RATIO, "PROF_PIPE_FP32_ACTIVE", "PROF_FP32_UTIL_RATIO");
    ratio(all, GpuMetric.FP16_ACTIVE_RATIO, "PROF_PIPE_FP16_ACTIVE", "PROF_FP16_UTIL_RATIO");
    counter(all, GpuMetric.PCIE_TX_BYTES_PER_SECOND, Unit.WIDE, "PROF_PCIE_TX_BYTES");
    counter(all, GpuMetric.PCIE_RX_BYTES_PER_SECOND, Unit.WIDE, "PROF_PCIE_RX_BYTES");
    counter(all, GpuMetric.NVLINK_TX_BYTES_PER_SECOND, Unit.WIDE, "PROF_NVLINK_TX_BYTES");
    counter(all, GpuMetric.NVLINK_RX_BYTES_PER_SECOND, Unit.WIDE, "PROF_NVLINK_RX_BYTES");
    counter(
        all,
        GpuMetric.NVLINK_BANDWIDTH_TOTAL,
        Unit.WIDE,
        "DEV_NVLINK_BANDWIDTH_TOTAL",
        "DEV_NVLINK_THROUGHPUT_TOTAL");
  }

  private static void power(List<Field> all) {
    add(all, GpuMetric.POWER_WATTS, Unit.NARROW, "DEV_POWER_USAGE", "DEV_BOARD_POWER_WATTS");
    add(
        all,
        GpuMetric.POWER_LIMIT_WATTS,
        Unit.NARROW,
        "DEV_ENFORCED_POWER_LIMIT",
        "DEV_BOARD_POWER_LIMIT_ENFORCED_WATTS");
    counter(all, GpuMetric.ENERGY_MILLIJOULES, Unit.WIDE, "DEV_TOTAL_ENERGY_CONSUMPTION");
    add(all, GpuMetric.SM_CLOCK_MEGAHERTZ, Unit.NARROW, "DEV_SM_CLOCK");
    add(all, GpuMetric.MEMORY_CLOCK_MEGAHERTZ, Unit.NARROW, "DEV_MEM_CLOCK");
    add(
        all,
        GpuMetric.GPU_TEMPERATURE_CELSIUS,
        Unit.CELSIUS,
        "DEV_GPU_TEMP",
        "DEV_GPU_TEMP_CELSIUS");
    add(
        all,
        GpuMetric.MEMORY_TEMPERATURE_CELSIUS,
        Unit.CELSIUS,
        "DEV_MEMORY_TEMP",
        "DEV_MEMORY_TEMP_CELSIUS");
  }

  private static void memory(List<Field> all) {
    add(all, GpuMetric.MEMORY_USED_BYTES, Unit.MEBIBYTES, "DEV_FB_USED");
    add(all, GpuMetric.MEMORY_FREE_BYTES, Unit.MEBIBYTES, "DEV_FB_FREE");
    add(all, GpuMetric.MEMORY_RESERVED_BYTES, Unit.MEBIBYTES, "DEV_FB_RESERVED");
  }

  private static void health(List<Field> all) {
    narrow(all, GpuMetric.XID_ERROR, "DEV_XID_ERRORS", "DEV_XID_ERROR");
    counter(
        all,
        GpuMetric.PCIE_REPLAY_COUNT,
        Unit.NARROW,
        "DEV_PCIE_REPLAY_COUNTER",
        "DEV_PCIE_REPLAY_TOTAL");
    narrow(all, GpuMetric.VGPU_LICENSE_STATUS, "DEV_VGPU_LICENSE_STATUS");
    counter(
        all,
        GpuMetric.CORRECTABLE_REMAPPED_ROWS,
        Unit.NARROW,
        "DEV_CORRECTABLE_REMAPPED_ROWS",
        "DEV_ROW_REMAP_CORRECTABLE_TOTAL");
    counter(
        all,
        GpuMetric.UNCORRECTABLE_REMAPPED_ROWS,
        Unit.NARROW,
        "DEV_UNCORRECTABLE_REMAPPED_ROWS",
        "DEV_ROW_REMAP_UNCORRECTABLE_TOTAL");
    narrow(all, GpuMetric.ROW_REMAP_FAILURE, "DEV_ROW_REMAP_FAILURE", "DEV_ROW_REMAP_FAILED");
    counter(all, GpuMetric.ECC_SBE_VOLATILE_COUNT, Unit.NARROW, "DEV_ECC_SBE_VOL_TOTAL");
    counter(all, GpuMetric.ECC_DBE_VOLATILE_COUNT, Unit.NARROW, "DEV_ECC_DBE_VOL_TOTAL");
    counter(all, GpuMetric.ECC_SBE_AGGREGATE_COUNT, Unit.NARROW, "DEV_ECC_SBE_AGG_TOTAL");
    counter(all, GpuMetric.ECC_DBE_AGGREGATE_COUNT, Unit.NARROW, "DEV_ECC_DBE_AGG_TOTAL");
  }

  private static void violations(List<Field> all) {
    counter(all, GpuMetric.POWER_VIOLATION_NANOS, Unit.WIDE, "DEV_POWER_VIOLATION");
    counter(all, GpuMetric.THERMAL_VIOLATION_NANOS, Unit.WIDE, "DEV_THERMAL_VIOLATION");
    counter(all, GpuMetric.SYNC_BOOST_VIOLATION_NANOS, Unit.WIDE, "DEV_SYNC_BOOST_VIOLATION");
    counter(all, GpuMetric.BOARD_LIMIT_VIOLATION_NANOS, Unit.WIDE, "DEV_BOARD_LIMIT_VIOLATION");
    counter(all, GpuMetric.LOW_UTIL_VIOLATION_NANOS, Unit.WIDE, "DEV_LOW_UTIL_VIOLATION");
    counter(all, GpuMetric.RELIABILITY_VIOLATION_NANOS, Unit.WIDE, "DEV_RELIABILITY_VIOLATION");
  }

  /** HAMi, from its release 2.9 on and before: percent, whatever the name says. */
  private static void hami(List<Field> all) {
    named(all, GpuMetric.GPU_UTIL_RATIO, Unit.PERCENT, "hami_host_gpu_utilization_ratio");
    named(all, GpuMetric.GPU_UTIL_RATIO, Unit.PERCENT, "HostCoreUtilization");
    named(all, GpuMetric.GPU_UTIL_RATIO, Unit.PERCENT, "hami_container_device_utilization_ratio");
    named(all, GpuMetric.GPU_UTIL_RATIO, Unit.PERCENT, "Device_utilization_desc_of_container");
    named(all, GpuMetric.MEMORY_USED_BYTES, Unit.WIDE, "hami_host_gpu_memory_used_bytes");
    named(all, GpuMetric.MEMORY_USED_BYTES, Unit.WIDE, "HostGPUMemoryUsage");
    named(all, GpuMetric.MEMORY_USED_BYTES, Unit.WIDE, "hami_vgpu_memory_used_bytes");
    named(all, GpuMetric.MEMORY_USED_BYTES, Unit.WIDE, "vGPU_device_memory_usage_in_bytes");
    named(all, GpuMetric.POWER_WATTS, Unit.NARROW, "hami_host_gpu_power_usage_watts");
    named(
        all, GpuMetric.GPU_TEMPERATURE_CELSIUS, Unit.CELSIUS, "hami_host_gpu_temperature_celsius");
    named(
        all,
        GpuMetric.MEMORY_COPY_RATIO,
        Unit.PERCENT,
        "hami_host_gpu_memory_controller_utilization_ratio");
    asked(all, Field.Request.MEMORY, Unit.WIDE, "hami_vgpu_memory_limit_bytes");
    asked(all, Field.Request.MEMORY, Unit.WIDE, "vGPU_device_memory_limit_in_bytes");
    // Its scheduler's, of what is given out but perhaps not running yet.
    asked(all, Field.Request.MEMORY, Unit.WIDE, "hami_vgpu_memory_allocated_bytes");
    asked(all, Field.Request.MEMORY, Unit.WIDE, "vGPUMemoryAllocated");
    asked(all, Field.Request.CORES, Unit.PERCENT, "hami_vgpu_core_allocated_ratio");
    asked(all, Field.Request.CORES, Unit.PERCENT, "vGPUCoreAllocated");
  }

  private static void asked(List<Field> all, Field.Request request, Unit unit, String name) {
    all.add(new Field(name, all.size(), request, unit));
  }

  private static void named(List<Field> all, GpuMetric metric, Unit unit, String name) {
    all.add(new Field(name, all.size(), metric, unit));
  }

  private static void ratio(List<Field> all, GpuMetric metric, String... names) {
    add(all, metric, Unit.RATIO, names);
  }

  private static void narrow(List<Field> all, GpuMetric metric, String... names) {
    add(all, metric, Unit.NARROW, names);
  }

  private static void counter(List<Field> all, GpuMetric metric, Unit unit, String... names) {
    add(all, metric, unit, names);
    add(all, metric, unit, Stream.of(names).map(each -> each + "_total").toArray(String[]::new));
  }

  private static void add(List<Field> all, GpuMetric metric, Unit unit, String... names) {
    for (String name : names) {
      all.add(new Field("DCGM_FI_" + name, all.size(), metric, unit));
    }
  }
}
