package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits, for one table, until Pinot has read what Kafka holds. Queries that come while Kafka and
 * Pinot are asked wait for the next asking and share it. All but {@link #acknowledged} and {@link
 * #lag} runs on the gate's one thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What follows is told to the handlers.
final class Watch {
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration SLOW_POLL = Duration.ofMillis(50);
  private static final int FAST_POLLS = 50;

  /** Longer is not waited for one asking, so that nothing that hangs keeps the next one back. */
  private static final Duration LONGEST_ASKING = Duration.ofSeconds(10);

  private final String table;
  private final FreshnessGate gate;
  private final ScheduledExecutorService loop;
  private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<Integer, Gap> gaps = new HashMap<>();
  private List<Waiter> arriving = new ArrayList<>();
  private List<Waiter> asked = new ArrayList<>();
  private List<Waiter> behind = new ArrayList<>();
  private boolean asking;
  private boolean polling;
  private int polls;
  private volatile Lag lag = new Lag(0, "");

  /** Offsets of one partition between which there is nothing to read. */
  private record Gap(long from, long end) {}

  /** How much is missing, and where. */
  record Lag(long records, String where) {}

  /** A query, and the offsets that it waits for. */
  private static final class Waiter {
    private final CompletableFuture<Void> done;
    private Map<Integer, Long> target = Map.of();

    Waiter(CompletableFuture<Void> done) {
      this.done = done;
    }
  }

  Watch(String table, FreshnessGate gate, ScheduledExecutorService loop) {
    this.table = table;
    this.gate = gate;
    this.loop = loop;
  }

  void acknowledged(int partition, long offset) {
    acknowledged.merge(partition, offset + 1, Math::max);
  }

  Lag lag() {
    return lag;
  }

  void join(CompletableFuture<Void> done) {
    arriving.add(new Waiter(done));
    if (!asking) {
      ask();
    }
  }

  /** Looks once without a query, so that the marks of transactions are known before they matter. */
  void tick() {
    if (!asking && behind.isEmpty()) {
      ask();
    }
  }

  private void ask() {
    asking = true;
    asked = arriving;
    arriving = new ArrayList<>();
    Map<Integer, Long> before = Map.copyOf(acknowledged);
    gate.ends()
        .of(table)
        .thenApply(ends -> forget(before, ends))
        .thenCombine(gate.servers().progress(table), Seen::new)
        .orTimeout(LONGEST_ASKING.toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync((seen, failure) -> answered(seen, failure), loop);
  }

  private record Seen(Map<Integer, Long> ends, Progress progress) {}

  /** Kafka's ends do not go back: what lies behind them now was of a topic that is gone. */
  private Map<Integer, Long> forget(Map<Integer, Long> before, EndOffsets.Ends ends) {
    before.forEach(
        (partition, offset) -> {
          if (ends.told() && offset > ends.offsets().getOrDefault(partition, 0L)) {
            acknowledged.remove(partition, offset);
          }
        });
    return ends.offsets();
  }

  private void answered(@Nullable Seen seen, @Nullable Throwable failure) {
    asking = false;
    List<Waiter> cohort = asked;
    asked = new ArrayList<>();
    if (seen == null) {
      gate.routes().forget(table);
      Throwable cause = failure == null ? new IllegalStateException() : Failures.cause(failure);
      cohort.forEach(each -> each.done.completeExceptionally(FreshnessGate.error(cause)));
    } else {
      Map<Integer, Long> target = new HashMap<>(seen.ends());
      acknowledged.forEach((partition, end) -> target.merge(partition, end, Math::max));
      cohort.forEach(each -> each.target = target);
      behind.addAll(cohort);
      evaluate(seen.progress(), target);
    }
    if (!arriving.isEmpty()) {
      ask();
    }
  }

  private void evaluate(Progress progress, Map<Integer, Long> latest) {
    behind.removeIf(each -> each.done.isDone());
    List<Waiter> ready = new ArrayList<>();
    for (Waiter each : behind) {
      if (missing(each.target, progress).records() == 0) {
        ready.add(each);
      }
    }
    behind.removeAll(ready);
    lag = missing(latest, progress);
    if (lag.records() > 0) {
      lookIntoGaps(latest, progress);
    }
    if (!ready.isEmpty()) {
      gate.routes()
          .lead(table, progress.segments())
          .whenCompleteAsync((lead, failure) -> release(ready, failure != null || lead), loop);
    }
    pollSoon();
  }

  private void release(List<Waiter> ready, boolean lead) {
    if (lead) {
      ready.forEach(each -> each.done.complete(null));
    } else {
      lag = new Lag(0, "a broker has not heard of a new segment");
      behind.addAll(ready);
      pollSoon();
    }
  }

  private Lag missing(Map<Integer, Long> target, Progress progress) {
    long records = 0;
    StringJoiner where = new StringJoiner(", ");
    for (Map.Entry<Integer, Long> each : target.entrySet()) {
      int partition = each.getKey();
      Long at = progress.positions().get(partition);
      long read = at == null ? 0 : beyondGap(partition, at);
      // A partition that no server reads is not ready, even an empty one.
      if (at == null || read < each.getValue()) {
        records += Math.max(1, each.getValue() - read);
        where.add(
            "partition "
                + partition
                + (at == null ? " by no server" : " to " + read)
                + " of "
                + each.getValue());
        if (at == null) {
          gate.servers().lacking(table);
          gate.routes().forget(table);
        }
      }
    }
    return new Lag(records, where.toString());
  }

  private long beyondGap(int partition, long position) {
    Gap gap = gaps.get(partition);
    return gap != null && position >= gap.from() && position < gap.end() ? gap.end() : position;
  }

  private void lookIntoGaps(Map<Integer, Long> target, Progress progress) {
    target.forEach(
        (partition, end) -> {
          Long at = progress.positions().get(partition);
          if (at != null && beyondGap(partition, at) < end && gate.mayLook(table, partition)) {
            gate.gaps()
                .empty(table, partition, at, end)
                .whenCompleteAsync(
                    (empty, failure) -> {
                      gate.looked(table, partition);
                      if (failure == null && empty) {
                        gaps.put(partition, new Gap(at, end));
                      }
                    },
                    loop);
          }
        });
  }

  private void pollSoon() {
    if (behind.isEmpty()) {
      polls = 0;
    }
    if (behind.isEmpty() || polling || loop.isShutdown()) {
      return;
    }
    polling = true;
    Duration pause = polls++ < FAST_POLLS ? POLL : SLOW_POLL;
    loop.schedule(this::poll, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void poll() {
    gate.servers()
        .progress(table)
        .orTimeout(LONGEST_ASKING.toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (progress, failure) -> {
              polling = false;
              if (failure == null) {
                Map<Integer, Long> latest = new HashMap<>();
                behind.forEach(
                    each ->
                        each.target.forEach(
                            (partition, end) -> latest.merge(partition, end, Math::max)));
                evaluate(progress, latest);
              } else {
                pollSoon();
              }
            },
            loop);
  }

  /** Fails every query that waits. */
  void close(BurnrateException why) {
    arriving.forEach(each -> each.done.completeExceptionally(why));
    asked.forEach(each -> each.done.completeExceptionally(why));
    behind.forEach(each -> each.done.completeExceptionally(why));
  }
}
