package io.burnrate.simulator;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.Owner;
import io.burnrate.domain.Price;
import io.burnrate.domain.ShareBasis;
import io.burnrate.domain.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What really happened to every GPU-second, worked out from the fleet's plan and from nothing that
 * anyone measured. It answers for any range, also one in the future; what lies before the fleet's
 * start is cut off. Immutable and thread-safe.
 *
 * <p>Shares are counted in {@link #PARTS} of a GPU, which every share the simulator knows divides,
 * so that the entries of a GPU add up to its time exactly. Idleness is judged from the fleet's
 * start, on the device's activity; on a MIG GPU, instance by instance. Time in which nothing can be
 * heard of a GPU is {@code unknown}, to the millisecond; whether a GPU is idle is judged through
 * it.
 */
public final class TruthLedger {
  /** Parts of a GPU: 7 MIG slices times 12, which 1, 2, 3 and 4 sharers divide. */
  public static final int PARTS = 84;

  private final FleetPlan plan;
  private final FaultTimes faults;
  private final Instant start;
  private final List<Price> prices;
  private final IdleRule idleRule;

  TruthLedger(FleetPlan plan, SimulatorConfig config, Instant start) {
    this.plan = plan;
    this.start = start;
    faults = new FaultTimes(config.faults());
    prices = config.prices();
    idleRule = new IdleRule(config.idleBelowRatio(), config.idleAfter().toMillis());
  }

  /** When the fleet began. */
  public Instant start() {
    return start;
  }

  /** One entry for each GPU, class and owner with time in {@code range}, GPU by GPU. */
  public List<Entry> entries(TimeRange range) {
    List<Entry> entries = new ArrayList<>();
    long from = offset(range.start());
    long to = offset(range.end());
    for (Device device : plan.devices()) {
      new DeviceTruth(device, faults.gaps(device), idleRule)
          .forEach(
              from,
              to,
              (key, time) -> {
                entries.add(entry(device, key, time));
              });
    }
    return entries;
  }

  /** One line for each GPU. */
  public List<GpuTruth> gpus(TimeRange range) {
    List<GpuTruth> gpus = new ArrayList<>();
    long from = offset(range.start());
    long to = offset(range.end());
    for (Device device : plan.devices()) {
      DeviceTruth truth = new DeviceTruth(device, faults.gaps(device), idleRule);
      gpus.add(
          new GpuTruth(
              device.node().cluster(),
              device.node().pool(),
              device.node().name(),
              device.uuid(),
              device.model().dcgmName,
              to - from,
              truth.heardMillis(from, to),
              truth.usedMicros(from, to),
              device.microjoules(to) - device.microjoules(from),
              usdPerGpuHour(device)));
    }
    return gpus;
  }

  /** When nothing could be heard of a GPU inside {@code range}, because of a fault. */
  public List<Silence> silences(TimeRange range) {
    List<Silence> silences = new ArrayList<>();
    long from = offset(range.start());
    long to = offset(range.end());
    for (Device device : plan.devices()) {
      for (FaultTimes.Gap gap : faults.gaps(device)) {
        long begin = Math.max(from, gap.fromOffset());
        long end = Math.min(to, gap.toOffset());
        if (end > begin) {
          TimeRange silent = new TimeRange(start.plusMillis(begin), start.plusMillis(end));
          silences.add(new Silence(device.uuid(), silent, gap.reason()));
        }
      }
    }
    return silences;
  }

  /** The sums over {@code range}. */
  public TruthTotals totals(TimeRange range) {
    return TruthTotals.of(entries(range), gpus(range));
  }

  /** The fleet at {@code instant}, heard or not. */
  public FleetFigures figures(Instant instant) {
    long offset = offset(instant);
    double slices = 0;
    double activity = 0;
    double milliwatts = 0;
    double usd = 0;
    for (Device device : plan.devices()) {
      Segment segment = device.at(offset);
      for (int i = 0; i < segment.tenancies().size(); i++) {
        Tenancy tenancy = segment.tenancies().get(i);
        int held = device.partitions().get(i).slices();
        slices += tenancy.allocated() ? held : 0;
        activity += tenancy.activityMicros() / 1e6 * held;
      }
      milliwatts += segment.powerMilliwatts();
      usd += usdPerGpuHour(device);
    }
    int gpus = plan.devices().size();
    double all = (double) gpus * Partition.SLICES_PER_GPU;
    return new FleetFigures(
        gpus, slices / Partition.SLICES_PER_GPU, activity / all, milliwatts / 1e3, usd);
  }

  private Entry entry(Device device, DeviceTruth.Key key, DeviceTruth.Time time) {
    return new Entry(
        device.node().cluster(),
        device.node().pool(),
        device.node().name(),
        device.uuid(),
        device.model().dcgmName,
        key.ledgerClass(),
        key.owner(),
        key.basis(),
        time.millisParts,
        time.microjouleParts,
        usdPerGpuHour(device));
  }

  private double usdPerGpuHour(Device device) {
    double any = 0;
    for (int i = prices.size() - 1; i >= 0; i--) {
      Price price = prices.get(i);
      if (price.gpuModel().equals("*")) {
        any = price.usdPerGpuHour();
      }
    }
    for (Price price : prices) {
      if (price.gpuModel().equals(device.model().dcgmName)) {
        return price.usdPerGpuHour();
      }
    }
    return any;
  }

  private long offset(Instant instant) {
    return Math.max(0, instant.toEpochMilli() - start.toEpochMilli());
  }

  /**
   * One owner or waste class of one GPU.
   *
   * @param owner null for nobody's and unheard time
   * @param millisParts milliseconds times {@link #PARTS}
   * @param microjouleParts energy in millionths of a joule times {@link #PARTS}
   */
  public record Entry(
      String cluster,
      String pool,
      String node,
      String gpuUuid,
      String gpuModel,
      LedgerClass ledgerClass,
      @Nullable Owner owner,
      ShareBasis basis,
      long millisParts,
      long microjouleParts,
      double usdPerGpuHour) {
    public double gpuSeconds() {
      return millisParts / (PARTS * 1e3);
    }

    public double energyJoules() {
      return microjouleParts / (PARTS * 1e6);
    }

    public double costUsd() {
      return gpuSeconds() / 3600 * usdPerGpuHour;
    }
  }

  /**
   * One GPU, whoever had it.
   *
   * @param gpuMillis its time in the range
   * @param heardMillis of it, without the silences
   * @param usedMicros millionths of a GPU times milliseconds of SM activity in the heard time; MIG
   *     instances count with their slices of seven, what no instance uses counts as idle
   * @param microjoules energy over the whole range
   */
  public record GpuTruth(
      String cluster,
      String pool,
      String node,
      String gpuUuid,
      String gpuModel,
      long gpuMillis,
      long heardMillis,
      long usedMicros,
      long microjoules,
      double usdPerGpuHour) {
    /** Mean effective utilization in the heard time; NaN without any. */
    public double utilizationRatio() {
      return heardMillis == 0 ? Double.NaN : usedMicros / (heardMillis * 1e6);
    }

    public double energyJoules() {
      return microjoules / 1e6;
    }

    public double costUsd() {
      return gpuMillis / 3.6e6 * usdPerGpuHour;
    }
  }

  /** A stretch without news; {@code reason} is {@code targetDown} or {@code gpuSilent}. */
  public record Silence(String gpuUuid, TimeRange range, String reason) {}
}
