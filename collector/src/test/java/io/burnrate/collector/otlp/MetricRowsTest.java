package io.burnrate.collector.otlp;

import static io.burnrate.collector.otlp.Points.taken;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Data points worked out by hand. */
class MetricRowsTest {
  private static final int NO_VALUE = DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE;

  @Test
  void theExampleOfTheProtocolIsRead() {
    TakenExport taken = TakenExport.of(Signal.METRICS, MetricJson.EXAMPLE);
    List<Map<String, Object>> rows = taken.rows(Tables.METRICS);
    assertThat(taken.tally.rejected()).isZero();
    assertThat(rows)
        .extracting(row -> row.get("name"))
        .containsExactly("my.counter", "my.gauge", "my.histogram", "my.exponential.histogram");
    assertThat(rows.get(0))
        .containsEntry("kind", "sum")
        .containsEntry("temporality", "delta")
        .containsEntry("monotonic", 1L)
        .containsEntry("value", 5.0)
        .containsEntry("unit", "1")
        .containsEntry("time_ms", 1_544_712_660_300L)
        .containsEntry("time_nanos", 1_544_712_660_300_000_000L)
        .containsEntry("start_nanos", 1_544_712_660_300_000_000L)
        .containsEntry("service", "my.service")
        .containsEntry("scope", "my.library")
        .containsEntry("attributes", "{\"my.counter.attr\":\"some value\"}")
        .containsEntry("resource", "{\"service.name\":\"my.service\"}")
        .containsEntry(
            "scope_attributes",
            "{\"otel.scope.version\":\"1.0.0\",\"my.scope.attribute\":\"some scope attribute\"}");
    assertThat(rows.get(2))
        .containsEntry("buckets", "{\"explicitBounds\":[1.0],\"bucketCounts\":[1,1]}")
        .containsEntry("count", 2L)
        .containsEntry("sum", 2.0)
        .containsEntry("min", 0.0)
        .containsEntry("max", 2.0);
    assertThat(rows.get(3))
        .containsEntry("kind", "exponentialHistogram")
        .containsEntry("count", 3L)
        .containsEntry(
            "buckets",
            "{\"scale\":0,\"zeroCount\":1,\"zeroThreshold\":0.0,"
                + "\"positive\":{\"offset\":1,\"bucketCounts\":[0,2]},"
                + "\"negative\":{\"offset\":0,\"bucketCounts\":[]}}");
  }

  @Test
  void bothEncodingsGiveTheSameRows() {
    TakenExport json = TakenExport.of(Signal.METRICS, MetricJson.EXAMPLE);
    TakenExport protobuf = TakenExport.of(Signal.METRICS, MetricJson.exampleAsMessage());
    assertThat(protobuf.rows(Tables.METRICS)).isEqualTo(json.rows(Tables.METRICS)).hasSize(4);
  }

  /** Older releases of the protocol had it so: three counts for one bound. */
  @Test
  void aPointThatIsNotSoundIsRejectedAloneAndWithItsReason() {
    String older =
        MetricJson.EXAMPLE.replace("\"bucketCounts\": [1,1]", "\"bucketCounts\": [1,1,1]");
    TakenExport taken = TakenExport.of(Signal.METRICS, older);
    assertThat(taken.rows(Tables.METRICS)).hasSize(3);
    assertThat(taken.tally.rejected(Fault.BUCKETS)).isEqualTo(1);
    assertThat(taken.tally.message())
        .isEqualTo(
            "1 of 4 data points rejected: 1 x bucket_counts: expected one more than"
                + " explicit_bounds, or none of both");
  }

  @Test
  void aSeriesHasOneNameWhateverTheOrderOfItsAttributes() {
    NumberDataPoint.Builder one =
        Points.point(1, Exports.text("a", "1"), Exports.number("b", 2), Points.truth("c", true));
    NumberDataPoint.Builder other =
        Points.point(2, Points.truth("c", true), Exports.text("a", "1"), Exports.number("b", 2));
    NumberDataPoint.Builder text =
        Points.point(3, Points.truth("c", true), Exports.text("a", "1"), Exports.text("b", "2"));
    List<Map<String, Object>> rows =
        taken(Points.gauge("g", "", one, other, text)).rows(Tables.METRICS);
    Object series = rows.get(0).get("series");
    assertThat(series).asString().hasSize(32).matches("[0-9a-f]+");
    assertThat(rows.get(1).get("series")).isEqualTo(series);
    assertThat(rows.get(2).get("series")).isNotEqualTo(series);
  }

  /** So that every process and every release writes the same one. */
  @Test
  void theNameOfASeriesIsWorkedOutAsWrittenDown() {
    Map<String, Object> row =
        taken(Points.gauge("g", "s", Points.point(1, Exports.text("a", "1")))).only(Tables.METRICS);
    assertThat(row).containsEntry("series", SeriesByHand.series());
  }

  @Test
  void whatTellsSeriesApartIsInTheirNames() {
    Metric.Builder sum = Points.sum("m", "s", Points.CUMULATIVE, Points.point(1)).toBuilder();
    Metric updown = sum.setSum(sum.getSum().toBuilder().setIsMonotonic(false)).build();
    List<Map<String, Object>> rows =
        taken(
                Points.sum("m", "s", Points.CUMULATIVE, Points.point(1)),
                Points.sum("m", "s", Points.DELTA, Points.point(1)),
                Points.sum("m", "ms", Points.CUMULATIVE, Points.point(1)),
                Points.sum("n", "s", Points.CUMULATIVE, Points.point(1)),
                Points.gauge("m", "s", Points.point(1)),
                updown)
            .rows(Tables.METRICS);
    assertThat(rows).extracting(row -> row.get("series")).doesNotHaveDuplicates().hasSize(6);
  }

  @Test
  void theEndOfASeriesIsARowWithItsFlagAndWithoutAValue() {
    Map<String, Object> row =
        taken(Points.sum("m", "", Points.CUMULATIVE, Points.point(7).setFlags(NO_VALUE)))
            .only(Tables.METRICS);
    assertThat(row).containsEntry("flags", 1L).doesNotContainKey("value");
  }

  @Test
  void aResetIsANewStart() {
    NumberDataPoint.Builder before = Points.point(90);
    NumberDataPoint.Builder after = Points.point(3).setTimeUnixNano(Points.TIME + 1);
    Metric.Builder metric = Points.sum("m", "", Points.CUMULATIVE, before, after).toBuilder();
    metric.getSumBuilder().getDataPointsBuilder(1).setStartTimeUnixNano(Points.TIME);
    List<Map<String, Object>> rows = taken(metric.build()).rows(Tables.METRICS);
    assertThat(rows).extracting(row -> row.get("value")).containsExactly(90.0, 3.0);
    assertThat(rows)
        .extracting(row -> row.get("start_nanos"))
        .containsExactly(Points.BEGIN, Points.TIME);
    assertThat(rows.get(0).get("series")).isEqualTo(rows.get(1).get("series"));
  }

  @Test
  void aStartBehindItsPointIsTakenAsNotTold() {
    NumberDataPoint.Builder point = Points.point(1).setStartTimeUnixNano(Points.TIME + 1);
    TakenExport taken = taken(Points.gauge("m", "", point));
    assertThat(taken.only(Tables.METRICS)).containsEntry("start_nanos", 0L);
    assertThat(taken.tally.dropped(Drop.START)).isEqualTo(1);
  }

  @Test
  void exemplarsAreKeptWithTheirSpansUpToALimit() {
    Exemplar.Builder exemplar =
        Exemplar.newBuilder()
            .setTimeUnixNano(Points.TIME)
            .setAsDouble(0.25)
            .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(Exports.TRACE)))
            .setSpanId(Exports.id(7))
            .addFilteredAttributes(Exports.text("user", "u1"));
    TakenExport one = taken(Points.histogram("h", Points.distribution().addExemplars(exemplar)));
    assertThat(one.only(Tables.METRICS))
        .containsEntry(
            "exemplars",
            "[{\"timeUnixNano\":\""
                + Points.TIME
                + "\",\"value\":0.25,\"traceId\":\"5b8efff798038103d269b633813fc60c\","
                + "\"spanId\":\"0100000000000007\",\"filteredAttributes\":{\"user\":\"u1\"}}]");
    List<Exemplar> many = IntStream.range(0, 20).mapToObj(i -> exemplar.build()).toList();
    TakenExport all = taken(Points.histogram("h", Points.distribution().addAllExemplars(many)));
    assertThat(String.valueOf(all.only(Tables.METRICS).get("exemplars")).split("timeUnixNano", -1))
        .hasSize(PointJson.MAX_EXEMPLARS + 1);
    assertThat(all.tally.dropped(Drop.EXEMPLAR)).isEqualTo(4);
  }

  @Test
  void distributionsOfEveryTypeAreKept() {
    ExponentialHistogramDataPoint.Builder exponential =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(Points.TIME)
            .setCount(6)
            .setScale(-1)
            .setZeroCount(1)
            .setZeroThreshold(1e-9)
            .setPositive(Buckets.newBuilder().setOffset(-2).addBucketCounts(3))
            .setNegative(Buckets.newBuilder().setOffset(4).addBucketCounts(2));
    SummaryDataPoint.Builder summary =
        SummaryDataPoint.newBuilder()
            .setTimeUnixNano(Points.TIME)
            .setCount(0)
            .setSum(0)
            .addQuantileValues(
                SummaryDataPoint.ValueAtQuantile.newBuilder()
                    .setQuantile(0.99)
                    .setValue(Double.NaN));
    TakenExport taken =
        taken(
            Metric.newBuilder()
                .setName("e")
                .setExponentialHistogram(
                    ExponentialHistogram.newBuilder()
                        .setAggregationTemporality(Points.DELTA)
                        .addDataPoints(exponential))
                .build(),
            Metric.newBuilder()
                .setName("q")
                .setSummary(Summary.newBuilder().addDataPoints(summary))
                .build());
    List<Map<String, Object>> rows = taken.rows(Tables.METRICS);
    assertThat(rows.get(0))
        .containsEntry(
            "buckets",
            "{\"scale\":-1,\"zeroCount\":1,\"zeroThreshold\":1.0E-9,"
                + "\"positive\":{\"offset\":-2,\"bucketCounts\":[3]},"
                + "\"negative\":{\"offset\":4,\"bucketCounts\":[2]}}")
        .doesNotContainKey("sum");
    assertThat(rows.get(1))
        .containsEntry("kind", "summary")
        .containsEntry("count", 0L)
        .containsEntry("buckets", "{\"quantileValues\":[{\"quantile\":0.99,\"value\":\"NaN\"}]}")
        .doesNotContainKey("temporality");
  }

  @Test
  void aSourceWithTooManySeriesGetsNoFurtherOneAndKeepsTheOthers() {
    Sources sources =
        new Sources(
            InstantSource.fixed(RunningReceiver.NOW),
            new SimpleMeterRegistry(),
            new LimitsConfig("X-Scope-OrgID", 0, 2, 100));
    ExportMetricsServiceRequest request =
        Points.of(
            Points.gauge(
                "g",
                "",
                Points.point(1, Exports.text("a", "1")),
                Points.point(2, Exports.text("a", "2")),
                Points.point(3, Exports.text("a", "3"))));
    for (int i = 0; i < 2; i++) {
      TakenExport taken = TakenExport.of(Signal.METRICS, request, sources);
      assertThat(taken.rows(Tables.METRICS))
          .extracting(row -> row.get("value"))
          .containsExactly(1.0, 2.0);
      assertThat(taken.tally.rejected(Fault.SERIES_LIMIT)).isEqualTo(1);
    }
  }
}
