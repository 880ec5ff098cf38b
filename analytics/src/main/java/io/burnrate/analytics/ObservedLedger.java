package io.burnrate.analytics;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A ledger of the whole fleet that follows the readings and leaves the writing to others. Used by
 * one thread until it is open, thread-safe from then on.
 */
final class ObservedLedger implements LedgerView, AutoCloseable {
  /** Readings that arrive while the store is read wait here; beyond this, opening fails. */
  static final int MAX_WAITING_ROWS = 200_000;

  /**
   * How far back minutes are watched that the store lacks at the start. Older ones are shown as
   * soon as they are stored.
   */
  static final Duration LONGEST_LAG = Duration.ofMinutes(15);

  /** The most overdue minutes that are given up at once: a day of them. */
  private static final int MAX_OVERDUE = 1_440;

  private final LedgerRules rules;
  private final Store store;
  private final LedgerWatch watch;
  private final Ledger ledger;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private List<RowBatch> waiting = new ArrayList<>();
  private int waitingRows;
  private boolean following;

  ObservedLedger(LedgerRules rules, Store store) {
    this.rules = rules;
    this.store = store;
    this.watch = new LedgerWatch(rules.config().closeAfter());
    this.ledger = new Ledger(rules, watch, new LedgerSums(line -> !watch.before(line)));
  }

  /** Reads back what the store has; blocks, and throws as its queries do. */
  void open(Instant now) {
    subscriptions.add(store.tail(Tables.LEDGER, watch::observe));
    subscriptions.add(store.tail(Tables.GPU_SAMPLES, this::observe));
    if (currentAt().equals(Instant.EPOCH)) {
      throw new BurnrateException(
          ErrorCode.STORE_UNREACHABLE, "the tail of the readings or of the ledger does not begin");
    }
    LedgerEnds ends = new LedgerEnds(store);
    Instant latest = ends.latest(now);
    Instant closed = resumeAt(latest, ends.byShard(store.shardCount(), now), now);
    watch.beginAt(closed.isBefore(latest) ? closed : latest);
    if (latest.isAfter(closed)) {
      noteStored(new TimeRange(closed, latest));
    }
    Instant until = now.plus(LedgerWorker.CLOCK_SKEW);
    new Recovery(rules, store, 1, now).add(0, ledger, closed, until).run();
    ledger.replayed();
    follow();
  }

  /**
   * Where the shard stops that is furthest behind, of those that are kept up at all: one whose last
   * GPU has left the fleet stands still for ever.
   */
  private static Instant resumeAt(Instant latest, Map<Integer, Instant> byShard, Instant now) {
    Instant behind = latest;
    for (Instant end : byShard.values()) {
      boolean keptUp = end.isAfter(latest.minus(LONGEST_LAG));
      behind = keptUp && end.isBefore(behind) ? end : behind;
    }
    long minute = GpuAccount.MINUTE_MILLIS;
    long lag = now.minus(LONGEST_LAG).toEpochMilli();
    Instant earliest = Instant.ofEpochMilli(Math.floorDiv(lag, minute) * minute);
    boolean longAgo = behind.isBefore(now.minus(Recovery.LONGEST_REPLAY));
    return longAgo || behind.isAfter(earliest) ? behind : earliest;
  }

  private void noteStored(TimeRange range) {
    Group minute = new Group.TimeBucket(Duration.ofMillis(GpuAccount.MINUTE_MILLIS));
    Group gpu = new Group.By(Tables.LEDGER.column("gpu_uuid"));
    Query query =
        Query.aggregate(
            Tables.LEDGER,
            range,
            List.of(),
            List.of(minute, gpu),
            List.of(Aggregate.countRows("rows")));
    ResultTable stored = store.query(query).toCompletableFuture().join();
    for (int row = 0; row < stored.rows(); row++) {
      watch.noteBefore(stored.longAt(row, minute.label()), stored.stringAt(row, "gpu_uuid"));
    }
  }

  private void observe(RowBatch batch) {
    synchronized (this) {
      if (!following) {
        waitingRows += batch.rows();
        if (waitingRows <= MAX_WAITING_ROWS) {
          waiting.add(batch);
        }
        return;
      }
    }
    ledger.observe(batch);
  }

  /** Takes what arrived meanwhile, in order, and from then on what comes. */
  private void follow() {
    while (true) {
      List<RowBatch> next;
      synchronized (this) {
        if (waitingRows > MAX_WAITING_ROWS) {
          throw new BurnrateException(
              ErrorCode.OVERLOADED,
              "more than " + MAX_WAITING_ROWS + " readings came while the ledger was read back");
        }
        next = waiting;
        waiting = new ArrayList<>();
        waitingRows = 0;
        following = next.isEmpty();
      }
      if (next.isEmpty()) {
        return;
      }
      next.forEach(ledger::observe);
    }
  }

  /** Closes what is due, and gives up what others did not keep in time. */
  void tick(Instant now) {
    ledger.tick(now.toEpochMilli());
    for (int i = 0; i < MAX_OVERDUE && watch.giveUp(now); i++) {
      ledger.tick(now.toEpochMilli());
    }
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Instant closedUntil() {
    Instant open = ledger.durableUntil();
    Instant confirmed = watch.confirmedUntil();
    return open != null && open.isBefore(confirmed) ? open : confirmed;
  }

  /** Every reading accepted until then has come. */
  Instant currentAt() {
    return subscriptions.stream()
        .map(Subscription::currentAt)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  @Override
  public LedgerTotals totals() {
    return ledger.totals(closedUntil());
  }

  long unconfirmedMinutes() {
    return watch.unconfirmedMinutes();
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
