package io.burnrate.api;

import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.Dimension;
import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerReport;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.analytics.UtilizationReport;
import io.burnrate.domain.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers with literal reports, or fails as told; counts the questions. */
final class FixedAnalytics implements Analytics {
  final AtomicInteger questions = new AtomicInteger();
  volatile @Nullable RuntimeException failure;
  volatile List<GpuStatus> gpus = TestFleet.gpus();
  volatile LedgerTotals totals = TestFleet.ledgerTotals();
  volatile List<UtilizationReport.Item> utilizationItems = TestFleet.utilizationItems();
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  @Override
  public void start() {}

  @Override
  public void tick() {}

  @Override
  public Duration idleAfter() {
    return Duration.ofMinutes(5);
  }

  @Override
  public CompletionStage<UtilizationReport> utilization(Dimension by, Duration window) {
    return answer(
        new UtilizationReport(
            by,
            TimeRange.ending(TestFleet.NOW, window),
            TestFleet.NOW.minusSeconds(4),
            utilizationItems));
  }

  @Override
  public CompletionStage<LedgerReport> ledger(Dimension by, TimeRange range) {
    return answer(TestFleet.ledger(by, range));
  }

  @Override
  public CompletionStage<List<SloStatus>> slos() {
    return answer(TestFleet.slos());
  }

  private <T> CompletionStage<T> answer(T value) {
    questions.incrementAndGet();
    RuntimeException wanted = failure;
    if (wanted != null) {
      return CompletableFuture.failedFuture(wanted);
    }
    return gate.thenApply(opened -> value);
  }

  @Override
  public List<GpuStatus> gpus() {
    return gpus;
  }

  @Override
  public List<TargetStatus> targets() {
    return TestFleet.targets();
  }

  @Override
  public LedgerTotals ledgerTotals() {
    return totals;
  }

  @Override
  public Map<String, Double> measurements() {
    return Map.of();
  }

  @Override
  public void close() {}
}
