package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.sources.Source;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One bad point between two good ones, each time. */
class MetricRejectTest {
  private static final double NAN = Double.NaN;
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final long NOW = RunningReceiver.NOW.getEpochSecond() * 1_000_000_000L;

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(Fault.NO_TIME, gauge(Points.point(1).setTimeUnixNano(0))),
        Arguments.of(Fault.FUTURE, gauge(Points.point(1).setTimeUnixNano(NOW + DAY_NANOS + 1))),
        Arguments.of(Fault.FUTURE, gauge(Points.point(1).setTimeUnixNano(-1))),
        Arguments.of(
            Fault.NO_VALUE, gauge(NumberDataPoint.newBuilder().setTimeUnixNano(Points.TIME))),
        Arguments.of(Fault.NOT_A_NUMBER, sum(Points.point(NAN))),
        Arguments.of(Fault.NOT_A_NUMBER, sum(Points.point(Double.POSITIVE_INFINITY))),
        Arguments.of(Fault.NEGATIVE, sum(Points.point(-1))),
        Arguments.of(Fault.NO_NAME, Points.gauge(" ", "", Points.point(1))),
        Arguments.of(
            Fault.TEMPORALITY,
            Metric.newBuilder()
                .setName("m")
                .setSum(Sum.newBuilder().addDataPoints(Points.point(1)))
                .build()),
        Arguments.of(Fault.BUCKETS, histogram(Points.distribution().addBucketCounts(1))),
        Arguments.of(Fault.BUCKETS, histogram(Points.distribution().clearBucketCounts())),
        Arguments.of(
            Fault.BOUNDS, histogram(Points.distribution().addExplicitBounds(1).addBucketCounts(0))),
        Arguments.of(
            Fault.BOUNDS,
            histogram(Points.distribution().addExplicitBounds(NAN).addBucketCounts(0))),
        Arguments.of(Fault.NEGATIVE, histogram(Points.distribution().setBucketCounts(0, -1))),
        Arguments.of(Fault.NEGATIVE, histogram(Points.distribution().setCount(-3))),
        Arguments.of(Fault.NOT_A_NUMBER, histogram(Points.distribution().setSum(NAN))),
        Arguments.of(
            Fault.TOO_MANY_BUCKETS,
            histogram(
                Points.distribution()
                    .addAllBucketCounts(Collections.nCopies(PointChecks.MAX_BUCKETS, 0L)))),
        Arguments.of(Fault.NEGATIVE, exponential(Buckets.newBuilder().addBucketCounts(-1))),
        Arguments.of(
            Fault.TOO_MANY_BUCKETS,
            exponential(
                Buckets.newBuilder()
                    .addAllBucketCounts(Collections.nCopies(PointChecks.MAX_BUCKETS + 1, 0L)))),
        Arguments.of(Fault.QUANTILES, summary(1.5)),
        Arguments.of(Fault.QUANTILES, summary(NAN)),
        Arguments.of(
            Fault.SIZE, gauge(Points.point(1, Exports.text("a", "x".repeat(Item.MAX_BYTES))))));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadPointIsRejectedWithItsReasonAndItsNeighboursAreKept(Fault fault, Metric metric) {
    TakenExport taken =
        TakenExport.of(
            Signal.METRICS,
            Points.of(
                Points.gauge("before", "", Points.point(1)),
                metric,
                Points.gauge("after", "", Points.point(2))));
    assertThat(taken.rows(Tables.METRICS))
        .extracting(row -> row.get("name"))
        .containsExactly("before", "after");
    assertThat(taken.tally.rejected()).isEqualTo(1);
    assertThat(taken.tally.rejected(fault)).isEqualTo(1);
    assertThat(taken.tally.accepted()).isEqualTo(2);
    assertThat(taken.tally.message()).contains(fault.text());
  }

  @Test
  void theBookOfSourcesTellsWhatWentWrongWithAPart() {
    TakenExport taken =
        TakenExport.of(
            Signal.METRICS,
            Points.of(
                Points.gauge("good", "", Points.point(1)),
                gauge(Points.point(1).setTimeUnixNano(0))));
    Sources sources = new Sources(InstantSource.fixed(RunningReceiver.NOW));
    taken.tally.tell(sources, RunningReceiver.NOW.toEpochMilli());
    assertThat(sources.all())
        .singleElement()
        .extracting(Source::lastFailure)
        .isEqualTo(
            new Source.Failure(
                RunningReceiver.NOW, "1 of 2 data points rejected: 1 x time_unix_nano is missing"));
  }

  @Test
  void aMetricWhosePointsAreNoListIsRejectedAndItsNeighboursAreKept() {
    byte[] bad =
        "{\"name\":\"bad\",\"gauge\":{\"dataPoints\":{}}}".getBytes(StandardCharsets.UTF_8);
    TakenExport taken =
        TakenExport.of(Signal.METRICS, Encoding.JSON, Between.good(Signal.METRICS, bad));
    assertThat(Between.names(Signal.METRICS, taken)).containsExactly(Between.BEFORE, Between.AFTER);
    assertThat(taken.tally.rejected(Fault.MALFORMED)).isEqualTo(1);
  }

  @Test
  void everyPointOfAMetricWithoutANameIsCounted() {
    TakenExport taken =
        TakenExport.of(
            Signal.METRICS,
            Points.of(Points.gauge("", "", Points.point(1), Points.point(2), Points.point(3))));
    assertThat(taken.tally.rejected(Fault.NO_NAME)).isEqualTo(3);
  }

  /** Prometheus has gauges that are no number; there is nothing wrong with their sender. */
  @Test
  void aGaugeThatIsNoNumberIsARowWithoutAValue() {
    TakenExport taken =
        TakenExport.of(Signal.METRICS, Points.of(Points.gauge("g", "", Points.point(NAN))));
    assertThat(taken.only(Tables.METRICS)).containsEntry("flags", 0L).doesNotContainKey("value");
    assertThat(taken.tally.accepted()).isEqualTo(1);
  }

  @Test
  void aHistogramMayHaveNoBucketsAtAll() {
    HistogramDataPoint.Builder point =
        Points.distribution().clearBucketCounts().clearExplicitBounds();
    TakenExport taken = TakenExport.of(Signal.METRICS, Points.of(Points.histogram("h", point)));
    assertThat(taken.only(Tables.METRICS)).containsEntry("count", 3L).containsEntry("sum", 4.5);
  }

  private static Metric gauge(NumberDataPoint.Builder point) {
    return Points.gauge("bad", "", point);
  }

  private static Metric sum(NumberDataPoint.Builder point) {
    return Points.sum("bad", "", Points.CUMULATIVE, point);
  }

  private static Metric histogram(HistogramDataPoint.Builder point) {
    return Points.histogram("bad", point);
  }

  private static Metric exponential(Buckets.Builder buckets) {
    return Metric.newBuilder()
        .setName("bad")
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder()
                .setAggregationTemporality(Points.CUMULATIVE)
                .addDataPoints(
                    ExponentialHistogramDataPoint.newBuilder()
                        .setTimeUnixNano(Points.TIME)
                        .setPositive(buckets)))
        .build();
  }

  private static Metric summary(double quantile) {
    return Metric.newBuilder()
        .setName("bad")
        .setSummary(
            Summary.newBuilder()
                .addDataPoints(
                    SummaryDataPoint.newBuilder()
                        .setTimeUnixNano(Points.TIME)
                        .addQuantileValues(
                            SummaryDataPoint.ValueAtQuantile.newBuilder().setQuantile(quantile))))
        .build();
  }
}
