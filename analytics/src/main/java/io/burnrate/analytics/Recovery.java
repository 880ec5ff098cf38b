package io.burnrate.analytics;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.Filter;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings fresh ledgers, one for each of some shards, to where the stored one stopped: which GPUs
 * there are, and the readings since shortly before the last closed minute, in time order, in one
 * pass for all of them. Blocks, and fails as the store's queries do. Used once.
 */
final class Recovery {
  /** Older unaccounted readings than this are not replayed; the time before is not accounted. */
  static final Duration LONGEST_REPLAY = Duration.ofHours(24);

  /** Readings are read back in slices of this length, so that few are in memory at once. */
  private static final Duration SLICE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_SLICE = Duration.ofMillis(500);

  /**
   * When several shards are to reach further back than this, those without a reading since are
   * found first: a GPU that left long ago must not have everybody's readings read back.
   */
  private static final Duration LONG_REPLAY = Duration.ofMinutes(10);

  /** How long ago an XID code may have come up to be known after a restart. */
  private static final Duration XID_MEMORY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final LedgerRules rules;
  private final QueryStore store;
  private final Instant now;
  private final int shardCount;
  private final Map<Integer, Part> parts = new HashMap<>();

  /** A ledger on its way. {@code resumed} tells whether it goes on where the stored one stops. */
  private record Part(
      Ledger ledger, Instant closed, boolean resumed, Instant from, Instant until) {}

  /** A recovery at {@code now} of ledgers that have one of {@code shardCount} shards each. */
  Recovery(LedgerRules rules, QueryStore store, int shardCount, Instant now) {
    this.rules = rules;
    this.store = store;
    this.now = now;
    this.shardCount = shardCount;
  }

  /**
   * Adds the ledger of {@code shard}, whose minutes before {@code closed} are in the store.
   *
   * @param closed {@link Instant#EPOCH} when the store has none
   * @param until readings after this instant are not replayed
   */
  Recovery add(int shard, Ledger ledger, Instant closed, Instant until) {
    Instant earliest = now.minus(LONGEST_REPLAY);
    boolean resumed = closed.isAfter(earliest);
    Instant from = now.minusMillis(rules.forgetAfterMillis());
    if (resumed) {
      ledger.resumeAt(closed.toEpochMilli());
      from = closed.minus(rules.config().idleAfter().plus(rules.config().staleAfter()).plus(SLICE));
    } else if (closed.isAfter(Instant.EPOCH)) {
      ledger.keptUntil(closed.toEpochMilli());
      LOG.warn("the ledger stops at {}, too long ago to fill the gap; it goes on from now", closed);
    }
    from = from.isBefore(earliest) ? earliest : from;
    parts.put(shard, new Part(ledger, closed, resumed, from, until));
    return this;
  }

  void run() {
    if (parts.isEmpty()) {
      return;
    }
    if (shardCount > 1) {
      leaveSilentTimeOut();
    }
    long rows = replay();
    List<Part> resumed = parts.values().stream().filter(Part::resumed).toList();
    if (!resumed.isEmpty()) {
      knownGpus(resumed);
    }
    recallXids();
    Optional<Instant> closed =
        parts.values().stream()
            .map(Part::closed)
            .filter(Instant.EPOCH::isBefore)
            .min(Instant::compareTo);
    if (closed.isPresent()) {
      LOG.info("ledger: closed until {}, {} readings read back", closed.get(), rows);
    } else {
      LOG.info("ledger: no closed minute is stored yet, {} readings read back", rows);
    }
  }

  private @Nullable Part partOf(String gpuUuid) {
    return parts.get(Shards.of(gpuUuid, shardCount));
  }

  /** Ends each shard's replay at the last reading of its GPUs. */
  private void leaveSilentTimeOut() {
    TimeRange all = replayed(parts.values());
    if (all.start().isAfter(now.minus(LONG_REPLAY))) {
      return;
    }
    Column time = Tables.GPU_SAMPLES.time();
    ResultTable gpus =
        ask(
            Query.aggregate(
                Tables.GPU_SAMPLES,
                all,
                List.of(),
                List.of(new Group.By(Tables.GPU_SAMPLES.column("gpu_uuid"))),
                List.of(Aggregate.of(Aggregate.Function.MAX, time, "latest_ms"))));
    Map<Integer, Instant> latest = new HashMap<>();
    for (int row = 0; row < gpus.rows(); row++) {
      int shard = Shards.of(gpus.stringAt(row, "gpu_uuid"), shardCount);
      Instant at = Instant.ofEpochMilli(gpus.longAt(row, "latest_ms"));
      latest.merge(shard, at, (one, other) -> one.isAfter(other) ? one : other);
    }
    parts.replaceAll(
        (shard, part) -> {
          Instant last = latest.getOrDefault(shard, part.from());
          Instant until = last.isBefore(part.from()) ? part.from() : last;
          return new Part(part.ledger(), part.closed(), part.resumed(), part.from(), until);
        });
  }

  private static TimeRange replayed(Collection<Part> parts) {
    Instant from = parts.stream().map(Part::from).min(Instant::compareTo).orElseThrow();
    Instant until = parts.stream().map(Part::until).max(Instant::compareTo).orElseThrow();
    // The end of a range is left out, and a reading of this very millisecond belongs to it.
    return new TimeRange(from, until.plusMillis(1));
  }

  private void knownGpus(List<Part> resumed) {
    long forgetAfter = rules.forgetAfterMillis();
    Instant first = resumed.stream().map(Part::closed).min(Instant::compareTo).orElseThrow();
    Instant last = resumed.stream().map(Part::closed).max(Instant::compareTo).orElseThrow();
    Query query =
        Query.aggregate(
            Tables.LEDGER,
            new TimeRange(first.minusMillis(forgetAfter), last),
            List.of(
                new Filter.NotEqual(
                    Tables.LEDGER.column("ledger_class"), LedgerClass.UNKNOWN.key())),
            List.of(by("gpu_uuid"), by("cluster"), by("pool"), by("node"), by("gpu_model")),
            List.of(Aggregate.of(Aggregate.Function.MAX, Tables.LEDGER.time(), "latest_ms")));
    ResultTable gpus = ask(query.orderedBy("latest_ms", true));
    for (int row = 0; row < gpus.rows(); row++) {
      GpuLabels labels =
          new GpuLabels(
              gpus.stringAt(row, "cluster"),
              gpus.stringAt(row, "pool"),
              gpus.stringAt(row, "node"),
              gpus.stringAt(row, "gpu_uuid"),
              gpus.stringAt(row, "gpu_model"));
      Part part = partOf(labels.gpuUuid());
      long latest = gpus.longAt(row, "latest_ms");
      if (part != null && part.resumed() && latest >= part.closed().toEpochMilli() - forgetAfter) {
        // Not the true last reading, but the start of its minute: replayed readings must count as
        // new.
        part.ledger().remember(labels, latest + GpuAccount.MINUTE_MILLIS);
      }
    }
  }

  /** XID codes are sticky: one that came up before the replayed readings is known by a 0 before. */
  private void recallXids() {
    Column xid = Tables.GPU_SAMPLES.column(GpuMetric.XID_ERROR.column());
    Query query =
        Query.aggregate(
            Tables.GPU_SAMPLES,
            TimeRange.ending(now, XID_MEMORY),
            List.of(),
            List.of(new Group.By(Tables.GPU_SAMPLES.column("gpu_uuid"))),
            List.of(
                Aggregate.of(Aggregate.Function.LAST, xid, "last_code"),
                Aggregate.of(
                    Aggregate.Function.MAX,
                    Tables.GPU_SAMPLES.time(),
                    "last_zero_ms",
                    new Filter.Compare(xid, Filter.Operator.EQUAL, 0))));
    ResultTable gpus = ask(query);
    for (int row = 0; row < gpus.rows(); row++) {
      String gpuUuid = gpus.stringAt(row, "gpu_uuid");
      Part part = partOf(gpuUuid);
      if (part != null
          && gpus.doubleAt(row, "last_code") > 0
          && gpus.present(row, "last_zero_ms")) {
        part.ledger().recallXid(gpuUuid, gpus.longAt(row, "last_zero_ms"));
      }
    }
  }

  private long replay() {
    TimeRange all = replayed(parts.values());
    long rows = 0;
    for (Instant at = all.start(); at.isBefore(all.end()); at = at.plus(SLICE)) {
      Instant end = at.plus(SLICE).isBefore(all.end()) ? at.plus(SLICE) : all.end();
      if (wanted(at, end)) {
        rows += replaySlice(new TimeRange(at, end));
      }
    }
    return rows;
  }

  private boolean wanted(Instant start, Instant end) {
    return parts.values().stream()
        .anyMatch(part -> part.from().isBefore(end) && !part.until().isBefore(start));
  }

  /** Reads a slice back; one that is more than the store answers at once, in two halves. */
  private long replaySlice(TimeRange slice) {
    ResultTable answer;
    try {
      answer = ask(readings(slice));
    } catch (CompletionException e) {
      boolean tooMuch =
          e.getCause() instanceof BurnrateException cause
              && cause.code() == ErrorCode.TOO_LARGE
              && slice.length().compareTo(SHORTEST_SLICE) > 0;
      if (!tooMuch) {
        throw e;
      }
      Instant middle = slice.start().plus(slice.length().dividedBy(2));
      return replaySlice(new TimeRange(slice.start(), middle))
          + replaySlice(new TimeRange(middle, slice.end()));
    }
    long rows = 0;
    for (RowBatch batch : StoredRows.batches(answer, Tables.GPU_SAMPLES)) {
      rows += replay(batch);
    }
    return rows;
  }

  private long replay(RowBatch batch) {
    long observed = 0;
    for (GpuObservation observation : ObservationReader.read(batch)) {
      Part part = partOf(observation.labels().gpuUuid());
      if (part != null && observation.timeMillis() >= part.from().toEpochMilli()) {
        boolean whole = observation.timeMillis() <= now.minus(HeldReadings.HOLD).toEpochMilli();
        if (whole) {
          part.ledger().replay(observation);
        } else {
          part.ledger().observe(observation);
        }
        observed += observation.parts().size();
      }
    }
    return observed;
  }

  private static Query readings(TimeRange slice) {
    return Query.rows(Tables.GPU_SAMPLES, slice, List.of(), ObservationReader.columns())
        .orderedBy(Tables.GPU_SAMPLES.time().name(), false);
  }

  private ResultTable ask(Query query) {
    return store.query(query).toCompletableFuture().join();
  }

  private static Group by(String column) {
    return new Group.By(Tables.LEDGER.column(column));
  }
}
