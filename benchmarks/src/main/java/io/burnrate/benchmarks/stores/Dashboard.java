package io.burnrate.benchmarks.stores;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Aggregate.Function;
import io.burnrate.store.Column;
import io.burnrate.store.Filter;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The questions that are timed: six of a fleet's dashboard, and those of the ledger's reports. */
final class Dashboard {
  private static final Duration RECENT = Duration.ofMinutes(3);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int TOP = 10;
  private static final Table SAMPLES = Tables.GPU_SAMPLES;

  private Dashboard() {}

  /**
   * One of them.
   *
   * @param target whether the latency that is aimed at is meant for it
   */
  record Question(String name, boolean target, Query query) {}

  /**
   * About samples of {@code stored} and ledger minutes of {@code minutes}, both of which are full.
   */
  static List<Question> questions(TimeRange stored, TimeRange minutes) {
    TimeRange recent = lastOf(stored, RECENT);
    List<Question> all = new ArrayList<>();
    all.add(six("avg utilization by node, 1 s", byNode(recent, SECOND)));
    all.add(six("avg utilization by node, 1 min", byNode(recent, MINUTE)));
    all.add(six("energy counter by model and GPU, 1 min", energy(recent)));
    all.add(six("ledger by GPU and owner, last hour", lines(lastOf(minutes, HOUR))));
    all.add(six("10 GPUs of most power", topPower(recent)));
    all.add(six("one GPU, 1 s", oneGpu(recent)));
    all.add(more("ledger by namespace, all", report(minutes, "namespace", "ledger_class")));
    all.add(more("ledger by pool, all", report(minutes, "pool", "ledger_class")));
    all.add(more("ledger by node, all", report(minutes, "node", "ledger_class")));
    all.add(
        more("avg utilization by node, 1 min, last hour", byNode(lastOf(stored, HOUR), MINUTE)));
    return all;
  }

  private static Question six(String name, Query query) {
    return new Question(name, true, query);
  }

  private static Question more(String name, Query query) {
    return new Question(name, false, query);
  }

  private static TimeRange lastOf(TimeRange range, Duration length) {
    Instant start = range.end().minus(length);
    return start.isBefore(range.start()) ? range : new TimeRange(start, range.end());
  }

  private static Query byNode(TimeRange range, Duration step) {
    return Query.aggregate(
        SAMPLES,
        range,
        List.of(),
        List.of(by("node"), new Group.TimeBucket(step)),
        List.of(Aggregate.of(Function.AVG, metric(GpuMetric.GPU_UTIL_RATIO), "utilization")));
  }

  /** What a rate is made of: the counter at the end of each minute. */
  private static Query energy(TimeRange range) {
    Column energy = metric(GpuMetric.ENERGY_MILLIJOULES);
    return Query.aggregate(
        SAMPLES,
        range,
        List.of(),
        List.of(by("gpu_model"), by("gpu_uuid"), new Group.TimeBucket(MINUTE)),
        List.of(Aggregate.of(Function.LAST, energy, "energy_millijoules")));
  }

  private static Query topPower(TimeRange range) {
    return Query.aggregate(
            SAMPLES,
            range,
            List.of(),
            List.of(by("gpu_uuid")),
            List.of(Aggregate.of(Function.AVG, metric(GpuMetric.POWER_WATTS), "power")))
        .orderedBy("power", true)
        .limitedTo(TOP);
  }

  private static Query oneGpu(TimeRange range) {
    return Query.aggregate(
        SAMPLES,
        range,
        List.of(new Filter.Equal(SAMPLES.column("gpu_uuid"), Fleet.uuid(Fleet.GPUS / 2))),
        List.of(new Group.TimeBucket(SECOND)),
        List.of(
            Aggregate.of(Function.AVG, metric(GpuMetric.GPU_UTIL_RATIO), "utilization"),
            Aggregate.of(Function.AVG, metric(GpuMetric.POWER_WATTS), "power")));
  }

  /** As the service (LedgerQueries) asks for utilization, for its ranking and for idle GPUs. */
  private static Query lines(TimeRange range) {
    return ledger(
        range,
        List.of(
            "cluster",
            "pool",
            "node",
            "gpu_uuid",
            "gpu_model",
            "ledger_class",
            "namespace",
            "workload",
            "utilization_basis"),
        List.of(
            "gpu_millis",
            "energy_millijoules",
            "used_micros",
            "utilization_known_millis",
            "measured_millis",
            "memory_used_byte_seconds",
            "memory_total_byte_seconds",
            "trust_millis",
            "estimated_energy_millis",
            "estimated_utilization_millis",
            "estimated_share_millis",
            "requested_share_millis",
            "counter_resets",
            "sentinel_readings",
            "duplicate_readings"));
  }

  /** As the service asks where time and money went. */
  private static Query report(TimeRange range, String... groups) {
    return ledger(
        range,
        List.of(groups),
        List.of("gpu_minute_millis", "gpu_millis", "cost_nano_usd", "energy_millijoules"));
  }

  private static Query ledger(TimeRange range, List<String> groups, List<String> sums) {
    List<Group> columns = new ArrayList<>();
    groups.forEach(name -> columns.add(new Group.By(Tables.LEDGER.column(name))));
    List<Aggregate> figures = new ArrayList<>();
    sums.forEach(name -> figures.add(Aggregate.sum(Tables.LEDGER.column(name))));
    return Query.aggregate(Tables.LEDGER, range, List.of(), columns, figures);
  }

  private static Group by(String column) {
    return new Group.By(SAMPLES.column(column));
  }

  private static Column metric(GpuMetric metric) {
    return SAMPLES.column(metric.column());
  }
}
