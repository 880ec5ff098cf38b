package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.burnrate.domain.Price;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.TailStore.Subscription;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The analytics over a real store, with a clock of our own. Minute 0 begins at {@link #T}. */
class AnalyticsServiceTest {
  private static final long T = 1_790_000_040_000L;
  private static final Instant START = Instant.ofEpochMilli(T);

  @TempDir private Path folder;
  private volatile Instant now = START;
  private final InstantSource clock = () -> now;
  private Store store = DuckDb.create(DuckDbConfig.at(Path.of("unused")), clock);
  private Analytics analytics = Analytics.create(config(), store, clock);

  @BeforeEach
  void begin() {
    open();
  }

  @AfterEach
  void end() {
    analytics.close();
    store.close();
  }

  private void open() {
    DuckDbConfig usual = DuckDbConfig.at(folder);
    store =
        DuckDb.create(
            new DuckDbConfig(
                folder,
                usual.memoryLimitBytes(),
                usual.threads(),
                Duration.ofMillis(1),
                usual.maxQueuedRows(),
                Map.of()),
            clock);
    store.open();
    analytics = Analytics.create(config(), store, clock);
    analytics.start();
  }

  private static AnalyticsConfig config() {
    return new AnalyticsConfig(
        List.of(new Price("*", 3.60)),
        0.05,
        Duration.ofSeconds(90),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10),
        List.of(
            new SloConfig(
                "chat-latency", "chat", Duration.ofMillis(500), 0.99, Duration.ofDays(30))));
  }

  @Test
  void aWindowAddsClosedAndOpenMinutesUp() {
    scrape(0, 121, 10);
    tickUntilClosed(START.plusSeconds(120));
    now = START.plusSeconds(125);
    UtilizationReport report =
        join(analytics.utilization(Dimension.NAMESPACE, Duration.ofMinutes(5)));
    assertThat(report.items()).hasSize(1);
    UtilizationReport.Item item = report.items().get(0);
    assertThat(item.key()).isEqualTo("team");
    assertThat(item.gpus()).isCloseTo(1, within(1e-9));
    // 0.8 in even and 0.4 in odd readings, which hold 10 s each; 65 s of one, 60 s of the other.
    assertThat(item.utilizationRatio()).isCloseTo((65 * 0.8 + 60 * 0.4) / 125, within(1e-6));
    assertThat(item.powerWatts()).isCloseTo(200, within(0.01));
    assertThat(item.trustRatio()).isCloseTo(1, within(1e-9));
    assertThat(report.newestSample()).isEqualTo(START.plusSeconds(120));
  }

  @Test
  void aGpuHeardOnceIsThereAtOnce() {
    scrape(0, 1, 10);
    now = START.plusMillis(500);
    UtilizationReport report = join(analytics.utilization(Dimension.GPU, Duration.ofMinutes(1)));
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (report.items().isEmpty()) {
      assertThat(System.nanoTime()).as("the reading reaches the ledger").isLessThan(deadline);
      report = join(analytics.utilization(Dimension.GPU, Duration.ofMinutes(1)));
    }
    assertThat(report.items()).hasSize(1);
    assertThat(report.items().get(0).utilizationRatio()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void theLedgerAnswersForClosedMinutesOnly() {
    scrape(0, 151, 10);
    tickUntilClosed(START.plusSeconds(120));
    TimeRange all = new TimeRange(START.minusSeconds(600), START.plusSeconds(600));
    LedgerReport report = join(analytics.ledger(Dimension.CLASS, all));
    assertThat(report.totals().gpuMillis()).isEqualTo(120_000);
    assertThat(report.totals().costNanoUsd()).isEqualTo(120_000_000);
    assertThat(report.totals().energyMillijoules()).isEqualTo(24_000_000);
    assertThat(report.residualGpuMillis()).isZero();
    assertThat(report.items().stream().mapToLong(LedgerReport.Item::costNanoUsd).sum())
        .isEqualTo(report.totals().costNanoUsd());
  }

  @Test
  void aRestartInTheMiddleOfAMinuteLosesNothingAndDoublesNothing() {
    scrape(0, 91, 10);
    tickUntilClosed(START.plusSeconds(60));
    analytics.close();
    store.close();
    now = START.plusSeconds(95);
    open();
    scrape(100, 191, 10);
    tickUntilClosed(START.plusSeconds(180));
    TimeRange all = new TimeRange(START, START.plusSeconds(600));
    LedgerReport report = join(analytics.ledger(Dimension.WORKLOAD, all));
    assertThat(report.items()).extracting(LedgerReport.Item::key).containsExactly("team/train");
    assertThat(report.totals().gpuMillis()).isEqualTo(180_000);
    assertThat(report.totals().energyMillijoules()).isCloseTo(36_000_000, within(1_000L));
    assertThat(report.residualGpuMillis()).isZero();
  }

  @Test
  void readingsThatAreHeldAreMeasured() {
    assertThat(analytics.measurements()).containsEntry("held_readings", 0.0);
    append(Fleet.page().gpu("GPU-1", T).part("p").busy(0.5).rows());
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!Double.valueOf(1).equals(analytics.measurements().get("held_readings"))) {
      assertThat(System.nanoTime()).as("the reading reaches the ledger").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aStartSaysWhereTheLedgerGoesOn() {
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Recovery.class);
    told.start();
    logger.addAppender(told);
    try {
      restart();
      scrape(0, 121, 10);
      tickUntilClosed(START.plusSeconds(60));
      restart();
    } finally {
      logger.detachAppender(told);
    }
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .first(as(STRING))
        .isEqualTo("ledger: no closed minute is stored yet, 0 readings read back");
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .last(as(STRING))
        .matches("ledger: closed until 2026-09-21T14:1[56]:00Z, [0-9]+ readings read back");
  }

  private void restart() {
    analytics.close();
    store.close();
    open();
  }

  @Test
  void idlenessSurvivesARestart() {
    for (int second = 0; second <= 150; second += 10) {
      append(Fleet.page().gpu("GPU-1", at(second)).busy(0).pods("team/nb").rows());
    }
    now = START.plusSeconds(150);
    tickUntilClosed(START.plusSeconds(120));
    restart();
    assertThat(analytics.gpus()).hasSize(1);
    assertThat(analytics.gpus().get(0).idleSince()).isEqualTo(START);
  }

  @Test
  void anXidErrorIsRememberedOverARestart() {
    for (int second = 0; second <= 1_200; second += 60) {
      double code = second <= 60 ? 0 : 79;
      append(Fleet.page().gpu("GPU-1", at(second)).with(GpuMetric.XID_ERROR, code).rows());
    }
    now = START.plusSeconds(1_200);
    tickUntilClosed(START.plusSeconds(1_140));
    restart();
    assertThat(analytics.gpus().get(0).xidError()).isEqualTo(79);
    assertThat(analytics.gpus().get(0).xidSince()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void theLedgerAnswersAfterALongStop() {
    scrape(0, 151, 10);
    tickUntilClosed(START.plusSeconds(120));
    analytics.close();
    store.close();
    now = START.plus(Duration.ofHours(30));
    open();
    analytics.tick();
    LedgerReport report = join(analytics.ledger(Dimension.CLASS, new TimeRange(START, now)));
    assertThat(report.totals().gpuMillis()).isEqualTo(120_000);
  }

  @Test
  void theTimeWhileStoppedIsUnknown() {
    scrape(0, 61, 10);
    tickUntilClosed(START.plusSeconds(60));
    analytics.close();
    store.close();
    now = START.plusSeconds(300);
    open();
    scrape(300, 371, 10);
    tickUntilClosed(START.plusSeconds(360));
    LedgerReport report =
        join(analytics.ledger(Dimension.CLASS, new TimeRange(START, START.plusSeconds(360))));
    String byClass =
        report.items().stream()
            .map(item -> item.key() + " " + item.gpuMillis())
            .collect(Collectors.joining(", "));
    // The last reading before the stop is of second 60 and holds for 20 s.
    assertThat(byClass).isEqualTo("owned 140000, unknown 220000");
  }

  @Test
  void objectivesCountEntrySpansExactly() {
    now = START.plusSeconds(3_600);
    RowBatch.Builder spans = RowBatch.builder(Tables.SPANS, "test", 1_000);
    for (int i = 0; i < 1_000; i++) {
      span(spans, i, i < 5 ? 700 : 500, i < 2 ? "ERROR" : "UNSET", 1);
      span(spans, 10_000 + i, 9_999, "UNSET", 0);
    }
    span(spans, 50_000, 100, "ERROR", 1);
    append(spans.build());
    SloStatus slo = join(analytics.slos()).get(0);
    assertThat(slo.valid()).isEqualTo(1_001);
    assertThat(slo.good()).isEqualTo(995);
    assertThat(slo.sliRatio()).isCloseTo(995 / 1_001.0, within(1e-12));
    assertThat(slo.budgetRemainingRatio()).isCloseTo(1 - 6 / 1_001.0 / 0.01, within(1e-9));
    assertThat(slo.burnRates())
        .extracting(SloStatus.BurnRate::valid)
        // One span every 3 s over the last 50 minutes; 300 s hold 100 of them.
        .containsExactly(100L, 1_001L, 1_001L);
    assertThat(slo.state()).isEqualTo(SloStatus.State.MET);
  }

  @Test
  void withoutARequestAnObjectiveHasNoData() {
    SloStatus slo = join(analytics.slos()).get(0);
    assertThat(slo.state()).isEqualTo(SloStatus.State.NO_DATA);
    assertThat(slo.sliRatio()).isNaN();
  }

  private void span(RowBatch.Builder spans, int id, long millis, String status, long entry) {
    int row = spans.addRow();
    long start = at(600) + (id % 10_000) * 3_000L;
    start = Math.min(start, at(3_600) - 1_000);
    spans.set(row, "time_ms", id == 50_000 ? at(601) : start).set(row, "trace_id", "t" + id);
    spans.set(row, "span_id", "s").set(row, "service", "chat").set(row, "status", status);
    spans.set(row, "duration_nanos", millis * 1_000_000).set(row, "entry", entry);
  }

  /** Readings every {@code step} seconds: 0.8 and 0.4 busy in turn, 200 W. */
  private void scrape(int from, int to, int step) {
    for (int second = from; second < to; second += step) {
      append(
          Fleet.page()
              .gpu("GPU-1", at(second))
              .busy(second / step % 2 == 0 ? 0.8 : 0.4)
              .watts(200)
              .counter(200_000.0 * second)
              .pods("team/train")
              .rows());
      now = Instant.ofEpochMilli(Math.max(now.toEpochMilli(), at(second)));
    }
  }

  /** Appended rows reach the ledger a moment after they are durable. */
  private void tickUntilClosed(Instant until) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (analytics.ledgerTotals().closedUntil().isBefore(until)) {
      assertThat(System.nanoTime()).as("closed until %s", until).isLessThan(deadline);
      analytics.tick();
      Thread.onSpinWait();
    }
  }

  /** Waits until it was handed on: the clock stands still and then leaps, which rows do not. */
  private void append(RowBatch batch) {
    CompletableFuture<RowBatch> handedOn = new CompletableFuture<>();
    try (Subscription tail = store.tail(batch.table(), handedOn::complete)) {
      join(store.append(batch));
      join(handedOn);
      Instant before = now;
      now = before.plusNanos(1);
      while (tail.currentAt().isBefore(now)) {
        Thread.onSpinWait();
      }
      now = before;
    }
  }

  private static long at(long second) {
    return T + second * 1_000;
  }

  private static <X> X join(CompletionStage<X> stage) {
    return stage.toCompletableFuture().join();
  }
}
