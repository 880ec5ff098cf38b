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
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a fresh ledger to where the stored one stopped: which GPUs there are, and the readings
 * since shortly before the last closed minute, in time order.
 */
final class Recovery {
  /** Readings are read back in slices of this length, so that few are in memory at once. */
  private static final Duration SLICE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_SLICE = Duration.ofMillis(500);

  /** Older unaccounted readings than this are not replayed; the time before is not accounted. */
  private static final Duration LONGEST_REPLAY = Duration.ofHours(24);

  /** How long ago an XID code may have come up to be known after a restart. */
  private static final Duration XID_MEMORY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final LedgerRules rules;
  private final QueryStore store;
  private final Ledger ledger;

  Recovery(LedgerRules rules, QueryStore store, Ledger ledger) {
    this.rules = rules;
    this.store = store;
    this.ledger = ledger;
  }

  void run(Instant now) {
    Instant earliest = now.minus(LONGEST_REPLAY);
    Instant closed = closedUntil(now);
    Instant replayFrom = now.minusMillis(rules.forgetAfterMillis());
    if (closed.isAfter(earliest)) {
      ledger.resumeAt(closed.toEpochMilli());
      Duration memory = rules.config().idleAfter().plus(rules.config().staleAfter()).plus(SLICE);
      replayFrom = closed.minus(memory);
    } else if (closed.isAfter(Instant.EPOCH)) {
      ledger.keptUntil(closed.toEpochMilli());
      LOG.warn("the ledger stops at {}, too long ago to fill the gap; it goes on from now", closed);
    }
    long rows = replay(replayFrom.isBefore(earliest) ? earliest : replayFrom, now);
    if (closed.isAfter(earliest)) {
      knownGpus(closed);
    }
    recallXids(now);
    LOG.info("ledger: closed until {}, {} readings read back", closed, rows);
  }

  private Instant closedUntil(Instant now) {
    TimeRange all = TimeRange.ending(now.plus(Duration.ofDays(1)), Analytics.LONGEST_RANGE);
    Aggregate latest = Aggregate.of(Aggregate.Function.MAX, Tables.LEDGER.time(), "latest_ms");
    ResultTable answer =
        ask(Query.aggregate(Tables.LEDGER, all, List.of(), List.of(), List.of(latest)));
    if (answer.rows() == 0 || !answer.present(0, "latest_ms")) {
      return Instant.EPOCH;
    }
    return Instant.ofEpochMilli(answer.longAt(0, "latest_ms") + GpuAccount.MINUTE_MILLIS);
  }

  private void knownGpus(Instant closed) {
    TimeRange recent = new TimeRange(closed.minusMillis(rules.forgetAfterMillis()), closed);
    Query query =
        Query.aggregate(
            Tables.LEDGER,
            recent,
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
      // Not the true last reading, but the start of its minute: replayed readings must count as
      // new.
      ledger.remember(labels, gpus.longAt(row, "latest_ms") + GpuAccount.MINUTE_MILLIS);
    }
  }

  /** XID codes are sticky: one that came up before the replayed readings is known by a 0 before. */
  private void recallXids(Instant now) {
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
      if (gpus.doubleAt(row, "last_code") > 0 && gpus.present(row, "last_zero_ms")) {
        ledger.recallXid(gpus.stringAt(row, "gpu_uuid"), gpus.longAt(row, "last_zero_ms"));
      }
    }
  }

  private long replay(Instant from, Instant until) {
    long rows = 0;
    for (Instant at = from; at.isBefore(until); at = at.plus(SLICE)) {
      Instant end = at.plus(SLICE).isBefore(until) ? at.plus(SLICE) : until.plusMillis(1);
      rows += replaySlice(new TimeRange(at, end));
    }
    return rows;
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
    if (answer.rows() > 0) {
      ledger.observeAll(StoredRows.batches(answer, Tables.GPU_SAMPLES));
    }
    return answer.rows();
  }

  private static Query readings(TimeRange slice) {
    return Query.rows(Tables.GPU_SAMPLES, slice, List.of(), ObservationReader.columns())
        .orderedBy(Tables.GPU_SAMPLES.time().name(), false);
  }

  private ResultTable ask(Query query) {
    CompletableFuture<ResultTable> answer = store.query(query).toCompletableFuture();
    return answer.join();
  }

  private static Group by(String column) {
    return new Group.By(Tables.LEDGER.column(column));
  }
}
