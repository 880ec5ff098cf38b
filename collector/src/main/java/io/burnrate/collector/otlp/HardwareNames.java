package io.burnrate.collector.otlp;

import io.burnrate.store.GpuMetric;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the names of OpenTelemetry's hardware conventions (v1.44) and of OpenLIT's collector say of
 * a GPU, and in which unit. Names that no column is for are not here.
 */
final class HardwareNames {
  /** By OpenTelemetry's conventions. */
  static final String CONVENTION = "hw-1.44";

  /** By OpenLIT's collector. */
  static final String OPENLIT = "openlit";

  private static final String SENSOR = "sensor";
  private static final String LOCATION = "hw.sensor_location";
  private static final String DIRECTION = "network.io.direction";
  private static final String INTERCONNECT = "hw.gpu.interconnect.type";
  private static final Map<String, Meant> NAMES = names();

  /**
   * A name, or a name with one value of one attribute.
   *
   * @param everyKind also told of other hardware, so that {@code hw.type} has to say gpu
   */
  record Meant(String dialect, boolean everyKind, Map<String, GpuMetric> by, String attribute) {
    /** Whether only older releases of OpenLIT's collector have the name. */
    boolean olderOpenLit() {
      return dialect.equals(OPENLIT) && !everyKind;
    }

    /** The reading that a point with these attributes is; null where no column is for it. */
    @Nullable GpuMetric metric(Map<String, String> attributes) {
      if (everyKind && !attributes.getOrDefault("hw.type", "").equals("gpu")) {
        return null;
      }
      return by.get(attribute.isEmpty() ? "" : attributes.getOrDefault(attribute, ""));
    }
  }

  private HardwareNames() {}

  /** Null where the name is none of a GPU's. */
  static @Nullable Meant find(String name, Map<String, String> attributes) {
    boolean link = name.equals("hw.gpu.interconnect.throughput");
    return link && !attributes.getOrDefault(INTERCONNECT, "").equalsIgnoreCase("nvlink")
        ? null
        : NAMES.get(name);
  }

  /** What a number in {@code unit} is to be multiplied with; NaN for a unit that is not known. */
  static double factor(GpuMetric metric, String unit) {
    return switch (metric) {
      case GPU_UTIL_RATIO, ENCODER_RATIO, DECODER_RATIO, MEMORY_COPY_RATIO ->
          switch (unit) {
            case "1", "" -> 1;
            case "%" -> 0.01;
            default -> Double.NaN;
          };
      case ENERGY_MILLIJOULES ->
          switch (unit) {
            case "J", "" -> 1e3;
            case "mJ" -> 1;
            case "kJ" -> 1e6;
            case "Wh", "W.h" -> 3.6e6;
            case "kWh", "kW.h" -> 3.6e9;
            default -> Double.NaN;
          };
      case POWER_WATTS, POWER_LIMIT_WATTS ->
          switch (unit) {
            case "W", "" -> 1;
            case "mW" -> 1e-3;
            case "kW" -> 1e3;
            default -> Double.NaN;
          };
      case SM_CLOCK_MEGAHERTZ, MEMORY_CLOCK_MEGAHERTZ ->
          switch (unit) {
            case "MHz", "" -> 1;
            case "Hz" -> 1e-6;
            case "GHz" -> 1e3;
            default -> Double.NaN;
          };
      case GPU_TEMPERATURE_CELSIUS, MEMORY_TEMPERATURE_CELSIUS ->
          unit.equals("Cel") || unit.isEmpty() ? 1 : Double.NaN;
      case MEMORY_USED_BYTES, MEMORY_FREE_BYTES, MEMORY_RESERVED_BYTES -> bytes(unit);
      case PCIE_RX_BYTES_PER_SECOND,
          PCIE_TX_BYTES_PER_SECOND,
          NVLINK_RX_BYTES_PER_SECOND,
          NVLINK_TX_BYTES_PER_SECOND ->
          unit.isEmpty()
              ? 1
              : unit.endsWith("/s") ? bytes(unit.substring(0, unit.length() - 2)) : Double.NaN;
      default -> 1; // plain counts
    };
  }

  static double bytes(String unit) {
    return switch (unit) {
      case "By", "" -> 1;
      case "kBy" -> 1e3;
      case "MBy" -> 1e6;
      case "GBy" -> 1e9;
      case "KiBy" -> 1L << 10;
      case "MiBy" -> 1L << 20;
      case "GiBy" -> 1L << 30;
      default -> Double.NaN;
    };
  }

  private static Map<String, Meant> names() {
    Map<String, Meant> all = new HashMap<>();
    all.put(
        "hw.gpu.utilization",
        new Meant(
            CONVENTION,
            false,
            Map.of(
                "", GpuMetric.GPU_UTIL_RATIO,
                "general", GpuMetric.GPU_UTIL_RATIO,
                "encoder", GpuMetric.ENCODER_RATIO,
                "decoder", GpuMetric.DECODER_RATIO),
            "hw.gpu.task"));
    all.put("hw.gpu.memory.usage", gpu(CONVENTION, GpuMetric.MEMORY_USED_BYTES));
    all.put("hw.energy", any(CONVENTION, GpuMetric.ENERGY_MILLIJOULES));
    all.put("hw.power", any(CONVENTION, GpuMetric.POWER_WATTS));
    all.put("hw.temperature", temperature(CONVENTION, true, LOCATION));
    all.put(
        "hw.errors",
        new Meant(
            CONVENTION,
            true,
            Map.of(
                "corrected", GpuMetric.ECC_SBE_VOLATILE_COUNT,
                "uncorrected", GpuMetric.ECC_DBE_VOLATILE_COUNT,
                "pcie_replay", GpuMetric.PCIE_REPLAY_COUNT),
            "error.type"));
    all.put("hw.gpu.memory.free", gpu(OPENLIT, GpuMetric.MEMORY_FREE_BYTES));
    all.put("hw.gpu.memory.controller.utilization", gpu(OPENLIT, GpuMetric.MEMORY_COPY_RATIO));
    all.put("hw.power.limit", any(OPENLIT, GpuMetric.POWER_LIMIT_WATTS));
    all.put("hw.gpu.power.draw", gpu(OPENLIT, GpuMetric.POWER_WATTS));
    all.put("hw.gpu.power.limit", gpu(OPENLIT, GpuMetric.POWER_LIMIT_WATTS));
    all.put("hw.gpu.energy.consumed", gpu(OPENLIT, GpuMetric.ENERGY_MILLIJOULES));
    all.put("hw.gpu.temperature", temperature(OPENLIT, false, SENSOR));
    all.put("hw.gpu.clock.graphics", gpu(OPENLIT, GpuMetric.SM_CLOCK_MEGAHERTZ));
    all.put("hw.gpu.clock.memory", gpu(OPENLIT, GpuMetric.MEMORY_CLOCK_MEGAHERTZ));
    all.put(
        "hw.gpu.pcie.throughput",
        directed(GpuMetric.PCIE_RX_BYTES_PER_SECOND, GpuMetric.PCIE_TX_BYTES_PER_SECOND));
    all.put(
        "hw.gpu.interconnect.throughput",
        directed(GpuMetric.NVLINK_RX_BYTES_PER_SECOND, GpuMetric.NVLINK_TX_BYTES_PER_SECOND));
    return Map.copyOf(all);
  }

  private static Meant gpu(String dialect, GpuMetric metric) {
    return new Meant(dialect, false, Map.of("", metric), "");
  }

  private static Meant any(String dialect, GpuMetric metric) {
    return new Meant(dialect, true, Map.of("", metric), "");
  }

  private static Meant temperature(String dialect, boolean everyKind, String attribute) {
    Map<String, GpuMetric> by =
        Map.of(
            "", GpuMetric.GPU_TEMPERATURE_CELSIUS,
            "die", GpuMetric.GPU_TEMPERATURE_CELSIUS,
            "gpu", GpuMetric.GPU_TEMPERATURE_CELSIUS,
            "memory", GpuMetric.MEMORY_TEMPERATURE_CELSIUS);
    return new Meant(dialect, everyKind, by, attribute);
  }

  private static Meant directed(GpuMetric receive, GpuMetric transmit) {
    return new Meant(OPENLIT, false, Map.of("receive", receive, "transmit", transmit), DIRECTION);
  }
}
