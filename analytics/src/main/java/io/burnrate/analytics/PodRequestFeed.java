package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.Filter;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills {@link PodRequests} from the store: with what was told in the last days when it begins,
 * then with what comes. So it asks the store once, not for each reading. {@link #start} and {@link
 * #tick} are for one thread at a time.
 */
final class PodRequestFeed implements AutoCloseable {
  /** The most rows that are read back; older ones are left out. */
  static final int MAX_ROWS = 200_000;

  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(PodRequestFeed.class);
  private static final Table TABLE = Tables.METADATA;
  private static final Column ENTITY = TABLE.column("entity");
  private static final Column REQUEST = TABLE.column("gpu_request");
  private static final Filter PODS = new Filter.Equal(TABLE.column("kind"), "pod");

  private final Store store;
  private final PodRequests requests;
  private @Nullable Subscription subscription;
  private CompletableFuture<Void> loading = new CompletableFuture<>();
  private Instant nextTry = Instant.MIN;
  private Instant nextSweep = Instant.MIN;

  PodRequestFeed(Store store, PodRequests requests) {
    this.store = store;
    this.requests = requests;
  }

  /**
   * Follows what is told from now on and reads back what was told before; blocks. A store that does
   * not answer is asked again later.
   */
  void start(Instant now) {
    subscription = store.tail(TABLE, requests::observe);
    load(now);
    try {
      loading.join();
    } catch (CompletionException e) {
      LOG.warn("what pods asked for is not known yet: {}", e.getMessage());
    }
  }

  /** Tries again what failed, and forgets pods that are gone. Does not block. */
  void tick(Instant now) {
    if (loading.isCompletedExceptionally() && !now.isBefore(nextTry)) {
      load(now);
    }
    if (!now.isBefore(nextSweep)) {
      nextSweep = now.plus(BETWEEN_SWEEPS);
      requests.forget(now.toEpochMilli());
    }
  }

  private void load(Instant now) {
    nextTry = now.plus(BETWEEN_TRIES);
    Instant end = now.plus(LedgerWorker.CLOCK_SKEW);
    TimeRange range = new TimeRange(now.minus(PodRequests.KEEP), end);
    Query told =
        Query.rows(
                TABLE,
                range,
                List.of(PODS, new Filter.NotEqual(REQUEST, "")),
                List.of(TABLE.time(), ENTITY, REQUEST))
            .orderedBy(TABLE.time().name(), true)
            .limitedTo(MAX_ROWS);
    loading = store.query(told).thenCompose(rows -> take(rows, range)).toCompletableFuture();
  }

  private CompletionStage<Void> take(ResultTable rows, TimeRange range) {
    // The newest rows come first: where there are too many pods, those told of last are known.
    Map<String, Long> newest = new LinkedHashMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      newest.putIfAbsent(rows.stringAt(row, ENTITY.name()), rows.longAt(row, TABLE.time().name()));
    }
    Set<String> first =
        newest.keySet().stream().limit(PodRequests.MAX_PODS).collect(Collectors.toSet());
    note(rows, pod -> first.contains(pod));
    note(rows, pod -> !first.contains(pod));
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    List<String> pods = new ArrayList<>(newest.keySet());
    for (int from = 0; from < pods.size(); from += Filter.In.MAX_VALUES) {
      int to = Math.min(pods.size(), from + Filter.In.MAX_VALUES);
      Query latest = latest(pods.subList(from, to), range);
      all = all.thenCompose(done -> store.query(latest)).thenAccept(told -> end(told, newest));
    }
    return all;
  }

  private void note(ResultTable rows, Predicate<String> wanted) {
    for (int row = rows.rows() - 1; row >= 0; row--) {
      String pod = rows.stringAt(row, ENTITY.name());
      if (wanted.test(pod)) {
        long time = rows.longAt(row, TABLE.time().name());
        requests.note(pod, time, rows.stringAt(row, REQUEST.name()));
      }
    }
  }

  private static Query latest(List<String> pods, TimeRange range) {
    return Query.aggregate(
        TABLE,
        range,
        List.of(PODS, new Filter.In(ENTITY, pods)),
        List.of(new Group.By(ENTITY)),
        List.of(Aggregate.of(Aggregate.Function.MAX, TABLE.time(), "latest_ms")));
  }

  /** A pod whose newest row says nothing of GPUs asks for none any more. */
  private void end(ResultTable latest, Map<String, Long> newest) {
    for (int row = 0; row < latest.rows(); row++) {
      String pod = latest.stringAt(row, ENTITY.name());
      long time = latest.longAt(row, "latest_ms");
      if (time > newest.getOrDefault(pod, Long.MAX_VALUE)) {
        requests.note(pod, time, "");
      }
    }
  }

  @Override
  public void close() {
    Subscription open = subscription;
    if (open != null) {
      open.close();
    }
  }
}
