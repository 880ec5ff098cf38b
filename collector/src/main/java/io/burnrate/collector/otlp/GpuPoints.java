package io.burnrate.collector.otlp;

import io.burnrate.collector.scrape.Reject;
import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.store.GpuMetric;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Picks out of the data points of one export those that are readings of GPUs, and puts them into
 * rows of {@link io.burnrate.store.Tables#GPU_SAMPLES} as if they had been scraped: dcgm-exporter's
 * names, which a collector forwards, and those of the hardware conventions. One thread.
 */
final class GpuPoints {
  private static final String DCGM = "dcgm";
  private static final String DCGM_NAMES = "DCGM_FI_";
  private static final String HARDWARE_NAMES = "hw.";
  private static final String SOURCE = "otlp";

  /** Beginnings of the names of scopes of programs that read the GPUs of others. */
  private static final String COLLECTORS = "otelcol";

  private final Arrival arrival;
  private final Tally tally;
  private final long latestMillis;
  private final TimedReadings readings = new TimedReadings(SOURCE);
  private final GpuMemories memories = new GpuMemories();
  private final int[] before = new int[Reject.values().length];
  private GpuSource source = GpuSource.NONE;
  private boolean agent;
  private MetricHead head = MetricHead.NONE;
  private byte[] exporterName = {};
  private boolean hardwareName;

  GpuPoints(Arrival arrival) {
    this.arrival = arrival;
    this.tally = arrival.tally();
    this.latestMillis = arrival.now().toEpochMilli() + TimedReadings.MAX_AHEAD_MILLIS;
  }

  void resource(GpuSource told) {
    source = told;
  }

  void scope(String name) {
    agent = name.startsWith(COLLECTORS);
  }

  void metric(MetricHead told) {
    head = told;
    // a difference is no reading
    hardwareName = head.absolute() && head.name().startsWith(HARDWARE_NAMES);
    byte[] name = {};
    if (head.absolute() && head.name().startsWith(DCGM_NAMES)) {
      name = head.name().getBytes(StandardCharsets.UTF_8);
    }
    exporterName = TimedReadings.mapped(name, 0, name.length) ? name : new byte[0];
  }

  /**
   * Takes a sound point of the metric if it is a reading of a GPU, and tells the tally; false when
   * it is not, and belongs elsewhere.
   *
   * @param value its number, in the metric's unit; not asked for where the point has none
   */
  boolean take(PointHead point, double value) {
    return exporterName.length > 0
        ? exporter(point, value)
        : hardwareName && hardware(point, value);
  }

  /** Hands on the rows. */
  void finish() {
    memories.into(readings);
    arrival.appender().add(readings.finish());
  }

  private boolean exporter(PointHead point, double value) {
    Map<String, String> labels = source.ofExporter(GpuSource.texts(point.attributes()));
    TimedReadings.Series series =
        TimedReadings.series(exporterName, 0, exporterName.length, labels);
    if (series == null || series.ofOtherEntity()) {
      return false;
    }
    tally.speaks(DCGM);
    add(series, point, value);
    return true;
  }

  private boolean hardware(PointHead point, double value) {
    Map<String, String> attributes = GpuSource.texts(point.attributes());
    HardwareNames.Meant meant = HardwareNames.find(head.name(), attributes);
    if (meant == null) {
      if (memories.mayTake(head.name()) && usable(point)) {
        Map<String, String> labels = source.ofHardware(attributes, agent);
        memories.add(head, labels, point.timeMillis(), value);
      }
      return false; // kept as it is too: what it means depends on its neighbours
    }
    GpuMetric metric = meant.metric(attributes);
    double factor = metric == null ? Double.NaN : HardwareNames.factor(metric, head.unit());
    Map<String, String> labels = source.ofHardware(attributes, agent);
    if (metric == null || Double.isNaN(factor) || !labels.containsKey("UUID")) {
      return false;
    }
    tally.speaks(meant.dialect());
    if (usable(point)) {
      memories.see(metric, meant, labels, point.timeMillis(), value * factor);
    }
    add(TimedReadings.series(metric, labels), point, value * factor);
    return true;
  }

  private boolean usable(PointHead point) {
    return !point.noValue() && point.timeMillis() <= latestMillis;
  }

  private void add(TimedReadings.Series series, PointHead point, double value) {
    if (point.timeMillis() > latestMillis) {
      tally.reject(Fault.GPU_FUTURE);
      return;
    }
    if (point.noValue()) {
      tally.drop(Drop.STALE);
      tally.accept(point.timeMillis());
      return;
    }
    Reject reject = reading(series, point.timeMillis(), value);
    Fault fault = reject == null ? null : fault(reject);
    if (fault != null) {
      tally.reject(fault);
      return;
    }
    if (reject != null) {
      tally.drop(drop(reject));
    }
    tally.accept(point.timeMillis());
  }

  /** Puts a reading into its row; answers why it was not, and null for a good one. */
  private @Nullable Reject reading(TimedReadings.Series series, long timeMillis, double value) {
    int good = readings.kept();
    int duplicates = readings.duplicates();
    for (Reject each : Reject.values()) {
      before[each.ordinal()] = readings.rejected(each);
    }
    readings.add(series, timeMillis, value);
    if (readings.duplicates() > duplicates) {
      tally.drop(Drop.DUPLICATE);
    }
    if (readings.kept() == good) {
      for (Reject each : Reject.values()) {
        if (readings.rejected(each) > before[each.ordinal()]) {
          return each;
        }
      }
    }
    return null;
  }

  /** What the sender is told of; null for what it can do nothing about. */
  private static @Nullable Fault fault(Reject reject) {
    return switch (reject) {
      case NO_GPU -> Fault.NO_GPU;
      case OUT_OF_RANGE -> Fault.OUT_OF_RANGE;
      case TOO_MANY_ROWS -> Fault.TOO_MANY_ROWS;
      case TOO_MANY_SHARERS -> Fault.TOO_MANY_SHARERS;
      default -> null;
    };
  }

  private static Drop drop(Reject reject) {
    return switch (reject) {
      case SENTINEL -> Drop.SENTINEL;
      case NOT_FOR_MIG -> Drop.NOT_FOR_MIG;
      default -> Drop.NOT_FINITE;
    };
  }
}
