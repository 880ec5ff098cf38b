package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The analytics over one store. Thread-safe. */
final class AnalyticsService implements Analytics {
  private final AnalyticsConfig config;
  private final Store store;
  private final InstantSource clock;
  private final Duties duties;
  private final LedgerRules rules;
  private final PodRequestFeed requests;
  private final LedgerQueries queries;
  private final GpuStatuses statuses;
  private final Slos slos;
  private final Targets targets = new Targets();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private volatile LedgerView view;
  private volatile @Nullable LedgerWorker worker;
  private volatile @Nullable Observer observer;

  AnalyticsService(AnalyticsConfig config, Store store, InstantSource clock, Duties duties) {
    this.config = config;
    this.store = store;
    this.clock = clock;
    this.duties = duties;
    this.rules = new LedgerRules(config, new PriceBook(config.prices()));
    this.requests = new PodRequestFeed(store, rules.requests());
    this.view = LedgerView.of(new Ledger(rules, store));
    this.queries = new LedgerQueries(store);
    this.statuses = new GpuStatuses(rules);
    this.slos = new Slos(store);
  }

  @Override
  public void start() {
    try {
      begin();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void begin() {
    requests.start(clock.instant());
    boolean alone = duties.ledger() && store.shardCount() == 1;
    if (duties.ledger()) {
      LedgerWorker joining = new LedgerWorker(rules, store, clock);
      worker = joining;
      joining.join();
      view = joining;
    }
    if (duties.answers()) {
      if (!alone) {
        Observer beginning = new Observer(rules, store, clock);
        observer = beginning;
        beginning.start();
        view = beginning;
      }
      subscriptions.add(store.tail(Tables.SCRAPES, targets::observe));
    }
  }

  @Override
  public void tick() {
    Instant now = clock.instant();
    requests.tick(now);
    LedgerWorker working = worker;
    if (working != null) {
      working.tick(now);
    }
    Observer observing = observer;
    if (observing != null) {
      observing.tick(now);
    }
    targets.forgetBefore(now.minus(config.forgetAfter()));
  }

  /** The whole fleet's ledger. */
  private LedgerView answering() {
    if (!duties.answers()) {
      throw new IllegalStateException(
          "this process keeps a part of the ledger and answers no questions about the fleet");
    }
    return view;
  }

  @Override
  public Duration idleAfter() {
    return config.idleAfter();
  }

  @Override
  public CompletionStage<UtilizationReport> utilization(Dimension by, Duration window) {
    Ledger ledger = answering().ledger();
    Instant now = clock.instant();
    Instant start = minute(now.minus(window));
    UtilizationFold fold = new UtilizationFold(by);
    long durable =
        ledger.undurable(
            now.toEpochMilli(), startMillis -> startMillis >= start.toEpochMilli(), fold::add);
    Instant newest = Instant.ofEpochMilli(ledger.newestSampleMillis());
    Instant stored = Instant.ofEpochMilli(Math.min(durable, now.toEpochMilli()));
    CompletionStage<Void> closed =
        stored.isAfter(start)
            ? queries.lines(new TimeRange(start, stored), fold::add)
            : CompletableFuture.completedStage(null);
    return closed.thenApply(
        done -> new UtilizationReport(by, new TimeRange(start, now), newest, fold.items()));
  }

  @Override
  public CompletionStage<LedgerReport> ledger(Dimension by, TimeRange range) {
    Instant closed = answering().closedUntil();
    Instant start = minute(range.start());
    Instant end = minute(range.end());
    end = end.isAfter(closed) ? closed : end;
    TimeRange minutes = new TimeRange(start, end.isBefore(start) ? start : end);
    return queries.report(by, minutes, closed);
  }

  @Override
  public CompletionStage<List<SloStatus>> slos() {
    answering();
    Instant now = clock.instant();
    CompletionStage<List<SloStatus>> all = CompletableFuture.completedStage(List.of());
    for (SloConfig slo : config.slos()) {
      all =
          all.thenCombine(
              slos.status(slo, now),
              (before, next) -> {
                List<SloStatus> longer = new ArrayList<>(before);
                longer.add(next);
                return longer;
              });
    }
    return all;
  }

  @Override
  public List<GpuStatus> gpus() {
    List<GpuStatus> all = new ArrayList<>();
    answering()
        .ledger()
        .forEachAccount(
            account -> {
              GpuStatus status = statuses.status(account);
              if (status != null) {
                all.add(status);
              }
            });
    return all;
  }

  @Override
  public List<TargetStatus> targets() {
    answering();
    return targets.all();
  }

  @Override
  public LedgerTotals ledgerTotals() {
    return view.totals();
  }

  @Override
  public Map<String, Double> measurements() {
    Map<String, Double> all = new HashMap<>();
    LedgerWorker working = worker;
    Observer observing = observer;
    all.put("unconfirmed_minutes_total", 0.0);
    if (working != null) {
      all.putAll(working.ledgerMeasurements());
      all.putAll(working.measurements());
    }
    if (observing != null) {
      // The whole fleet's figures go before those of the part that is kept here.
      all.putAll(observing.ledger().measurements());
      all.putAll(observing.measurements());
      all.merge("stalled", observing.stalled() ? 1.0 : 0.0, Math::max);
    }
    all.putAll(rules.requests().measurements());
    all.put("unfollowed_scrapes_total", (double) targets.refused());
    return all;
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    requests.close();
    LedgerWorker working = worker;
    if (working != null) {
      working.close();
    }
    Observer observing = observer;
    if (observing != null) {
      observing.close();
    }
  }

  private static Instant minute(Instant instant) {
    long millis = instant.toEpochMilli();
    return Instant.ofEpochMilli(
        Math.floorDiv(millis, GpuAccount.MINUTE_MILLIS) * GpuAccount.MINUTE_MILLIS);
  }
}
