package io.burnrate.analytics;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Turns accepted rows into utilization, the GPU-second ledger, cost, energy and objectives. The one
 * door into this module. Thread-safe.
 */
public interface Analytics extends AutoCloseable {
  /** The longest window and range that one question may span. */
  Duration LONGEST_RANGE = Duration.ofDays(400);

  /** All of the analytics over {@code store}. Nothing happens before {@link #start()}. */
  static Analytics create(AnalyticsConfig config, Store store, InstantSource clock) {
    return create(config, store, clock, Duties.ALL);
  }

  /**
   * The part of the analytics over {@code store} that {@code duties} say. Without {@link
   * Duties#answers()}, questions about the fleet throw {@link IllegalStateException}.
   */
  static Analytics create(AnalyticsConfig config, Store store, InstantSource clock, Duties duties) {
    return new AnalyticsService(config, store, clock, duties);
  }

  /**
   * Reads back what is known from the store, closes minutes missed while stopped, and follows
   * accepted rows from now on. Blocks until that is done; where the store is shared with other
   * processes it does not wait to be given a part of the ledger, and tries for a minute to read
   * back what it answers from before it fails.
   */
  void start();

  /**
   * Closes the minutes that are due by the clock. To be called about once a second; cheap when
   * nothing is due. Minutes are also closed by arriving rows.
   */
  void tick();

  /** How long an allocated GPU must be idle before its time is waste: {@code ledger.idleAfter}. */
  Duration idleAfter();

  /** How busy the fleet was in the whole minutes of the {@code window} that ends now. */
  CompletionStage<UtilizationReport> utilization(Dimension by, Duration window);

  /** Where the closed minutes inside {@code range} went. */
  CompletionStage<LedgerReport> ledger(Dimension by, TimeRange range);

  /** Every objective, counted from the stored spans. */
  CompletionStage<List<SloStatus>> slos();

  /** Every GPU of the fleet now, gone ones left out. */
  List<GpuStatus> gpus();

  /** Every scrape target heard of now. */
  List<TargetStatus> targets();

  /**
   * Sums over closed minutes since start, for counters: of the whole fleet in a process that
   * answers, else of the minutes that this process closed.
   */
  LedgerTotals ledgerTotals();

  /** Its own counters and gauges by metric name; one that ends in {@code _total} only grows. */
  Map<String, Double> measurements();

  @Override
  void close();
}
