package io.burnrate.benchmarks.stores;

import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.burnrate.store.pinot.Pinot;
import io.burnrate.store.pinot.PinotBootstrap;
import io.burnrate.store.pinot.PinotConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One run, from empty stores to a report. Not thread-safe. */
final class Comparison implements AutoCloseable {
  private static final String PREFIX = "bench";
  private static final long SEED = 20_260_101;
  private static final int WARM_UP_ROWS = 200_000;
  private static final long SPOOL_BYTES = 1L << 30;

  private final Settings settings;
  private final Instant startedAt;
  private final Progress progress;
  private final TimeRange stored;
  private final TimeRange minutes;
  private final List<Report.Ingested> ingest = new ArrayList<>();
  private final List<Probes.Outcome> freshness = new ArrayList<>();
  private final List<Report.Asked> queries = new ArrayList<>();
  private @Nullable Side embedded;
  private @Nullable RunningCluster cluster;
  private @Nullable Side distributed;

  /**
   * A run whose newest rows are of now.
   *
   * @param startedAt now
   */
  Comparison(Settings settings, Instant startedAt, Progress progress) {
    this.settings = settings;
    this.startedAt = startedAt;
    this.progress = progress;
    long minute = LedgerMinutes.MINUTE_MILLIS;
    long end = startedAt.toEpochMilli() / minute * minute;
    long millis = settings.rows() / Fleet.GPUS * Fleet.STEP_MILLIS;
    this.stored = range(end - millis, end);
    this.minutes = range(end - Math.max(1, millis / minute) * minute, end);
  }

  private static TimeRange range(long from, long to) {
    return new TimeRange(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
  }

  Report run() throws IOException, InterruptedException, AnswersDiffer {
    double generator = generatorSeconds();
    Side first = openEmbedded();
    embedded = first;
    fill(first);
    Side second = openDistributed();
    distributed = second;
    fill(second);
    Latencies latencies = new Latencies(first, second, settings.runs(), progress);
    List<Dashboard.Question> questions = Dashboard.questions(stored, minutes);
    List<String> differences = latencies.differences(questions);
    if (!differences.isEmpty()) {
      throw new AnswersDiffer(differences);
    }
    for (Dashboard.Question question : questions) {
      queries.add(Report.Asked.of(latencies.measure(question)));
    }
    probe(first);
    probe(second);
    return report(generator);
  }

  /** CPU-seconds for a million samples that are only made; also lets the JVM compile that part. */
  private double generatorSeconds() {
    Fleet fleet = new Fleet(SEED, 0);
    double begun = 0;
    long rows = 0;
    for (int round = 0; round < 2; round++) {
      begun = CpuTime.own();
      for (rows = 0; rows < WARM_UP_ROWS; ) {
        rows += fleet.next().rows();
      }
    }
    double seconds = (CpuTime.own() - begun) / rows / Fleet.READINGS * 1e6;
    progress.say("making rows costs %.2f CPU-s for a million samples", seconds);
    return seconds;
  }

  private Side openEmbedded() throws IOException {
    Path folder = Files.createDirectories(settings.work().resolve("embedded"));
    Store store = DuckDb.create(DuckDbConfig.at(folder), Clock.systemUTC());
    store.open();
    return new Side(
        CompareStores.EMBEDDED, store, OptionalLong.empty(), Map.of("database", folder));
  }

  private Side openDistributed() throws IOException {
    Path data = Files.createDirectories(settings.work().resolve("cluster"));
    progress.say("starting Kafka and Pinot");
    RunningCluster running = RunningCluster.start(data, settings.clusterOptions());
    cluster = running;
    PinotConfig config =
        new PinotConfig(
            running.controller(),
            List.of(running.broker()),
            Map.of(),
            new PinotConfig.Kafka(running.bootstrapServers(), Map.of(), Duration.ofSeconds(5)),
            PREFIX,
            settings.partitions(),
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            new PinotConfig.Spool(settings.work().resolve("spool"), SPOOL_BYTES),
            Map.of());
    List<String> made = PinotBootstrap.create(config).run(line -> {});
    progress.say("bootstrap: %d changes", made.size());
    Store store = Pinot.create(config, Clock.systemUTC());
    store.open();
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("kafka", data.resolve("kafka"));
    folders.put("pinot server", data.resolve("server"));
    folders.put("pinot deep store", data.resolve("controller"));
    return new Side(CompareStores.DISTRIBUTED, store, OptionalLong.of(running.pid()), folders);
  }

  private void fill(Side side) throws InterruptedException {
    Fleet fleet = new Fleet(SEED, stored.start().toEpochMilli());
    Ingest.Outcome samples =
        new Ingest(side, progress).run(Tables.GPU_SAMPLES, settings.rows(), stored, fleet::next);
    ingest.add(Report.Ingested.of(side.name(), samples));
    LedgerMinutes ledger = new LedgerMinutes(SEED, minutes.start().toEpochMilli());
    long rows = minutes.length().toMillis() / LedgerMinutes.MINUTE_MILLIS * LedgerMinutes.ROWS;
    Ingest.Outcome entries =
        new Ingest(side, progress).run(Tables.LEDGER, rows, minutes, ledger::next);
    ingest.add(Report.Ingested.of(side.name(), entries));
  }

  private void probe(Side side) throws InterruptedException {
    long time = startedAt.toEpochMilli() + 1;
    Probes probes = new Probes(side, time, progress);
    freshness.add(probes.answered("asked once acknowledged", settings.probes()));
    RunningCluster running = side.cluster().isPresent() ? cluster : null;
    if (running != null) {
      BrokerCount raw = new BrokerCount(running.broker(), PREFIX + "_gpu_samples", time);
      freshness.add(probes.visible("asked Pinot all the time", settings.probes(), raw));
    }
    Fleet fleet = new Fleet(SEED + 1, stored.end().toEpochMilli());
    try (Trickle trickle = Trickle.start(side, fleet)) {
      freshness.add(probes.answered("asked once acknowledged, 1,000 rows/s", settings.probes()));
      if (running != null) {
        BrokerCount raw = new BrokerCount(running.broker(), PREFIX + "_gpu_samples", time);
        freshness.add(
            probes.visible("asked Pinot all the time, 1,000 rows/s", settings.probes(), raw));
      }
      if (trickle.refused() > 0) {
        throw new IllegalStateException(side.name() + ": refused rows of 1,000 a second");
      }
    }
  }

  private Report report(double generator) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("rows", settings.rows());
    asked.put("samplesPerRow", Fleet.READINGS);
    asked.put("gpus", Fleet.GPUS);
    asked.put("partitions", settings.partitions());
    asked.put("probes", settings.probes());
    asked.put("runs", settings.runs());
    asked.put("clusterJavaOpts", String.join(" ", settings.clusterOptions()));
    Map<String, Object> targets = new LinkedHashMap<>();
    targets.put("queryableRowsPerSecond", Targets.ROWS_PER_SECOND);
    targets.put("freshnessP99Millis", Targets.FRESHNESS_P99_MILLIS);
    targets.put("queryP99Millis", Targets.QUERY_P99_MILLIS);
    return new Report(
        "compare-stores",
        startedAt.toString(),
        settings.commit(),
        Machine.described(),
        Machine.versions(),
        asked,
        generator,
        List.copyOf(ingest),
        List.copyOf(freshness),
        List.copyOf(queries),
        targets,
        Machine.load());
  }

  @Override
  public void close() {
    for (Side side : new Side[] {embedded, distributed}) {
      if (side != null) {
        side.store().close();
      }
    }
    RunningCluster running = cluster;
    if (running != null) {
      running.close();
    }
  }
}
