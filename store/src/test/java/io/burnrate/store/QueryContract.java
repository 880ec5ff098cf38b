package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate.Function;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store promises about figures. */
public abstract class QueryContract extends StoreContract {
  private static final Table GPUS = Tables.GPU_SAMPLES;
  private static final Column NODE = GPUS.column("node");
  private static final Column INTERVAL = GPUS.column("scrape_interval_millis");
  private static final Column POWER = GPUS.column("power_watts");

  /** One GPU reading; NaN and NO_LONG stand for absent. */
  private record Sample(long second, String gpu, String node, double watts, long interval) {}

  private void samples(Sample... samples) {
    RowBatch.Builder builder = RowBatch.builder(GPUS, "test", samples.length);
    for (Sample sample : samples) {
      int row = builder.addRow();
      builder
          .set(row, "time_ms", NOON.plusSeconds(sample.second()).toEpochMilli())
          .set(row, "gpu_uuid", sample.gpu())
          .set(row, NODE, sample.node())
          .set(row, POWER, sample.watts())
          .set(row, INTERVAL, sample.interval());
    }
    append(builder.build());
  }

  /** Two nodes: "a" draws 100 and 300 W and something unknown, "b" 50 W. */
  private void fourSamples() {
    samples(
        new Sample(0, "g1", "a", 100, 10),
        new Sample(1, "g1", "a", 300, 20),
        new Sample(2, "g1", "a", Double.NaN, RowBatch.NO_LONG),
        new Sample(3, "g2", "b", 50, 40));
  }

  private ResultTable figures(List<Group> groups, Aggregate... aggregates) {
    Query query = Query.aggregate(GPUS, ALWAYS, List.of(), groups, List.of(aggregates));
    for (Group group : groups) {
      query = query.orderedBy(group.label(), false);
    }
    return query(query);
  }

  private static Aggregate of(Function function, Column column, Filter... where) {
    return Aggregate.of(function, column, "it", where);
  }

  @Test
  void aRangeIncludesItsStartAndExcludesItsEnd() {
    append(spans("a", 4, 0));
    TimeRange middle = new TimeRange(NOON.plusSeconds(1), NOON.plusSeconds(3));

    assertThat(countIn(middle)).isEqualTo(2);
    assertThat(countIn(new TimeRange(NOON, NOON))).isZero();
  }

  @Test
  void aRangeFinerThanAMillisecondIsKeptTo() {
    append(span("a", 0));

    assertThat(countIn(new TimeRange(NOON, NOON.plusNanos(1)))).isEqualTo(1);
    assertThat(countIn(new TimeRange(NOON.plusNanos(1), NOON.plusSeconds(1)))).isZero();
    assertThat(countIn(new TimeRange(NOON.minusSeconds(1), NOON.minusNanos(1)))).isZero();
  }

  @Test
  void theWidestRangeHoldsEveryRow() {
    append(span("a", 0));

    assertThat(countIn(new TimeRange(Instant.MIN, Instant.MAX))).isEqualTo(1);
  }

  private long countIn(TimeRange range) {
    Aggregate rows = Aggregate.countRows("rows");
    Query query = Query.aggregate(Tables.SPANS, range, List.of(), List.of(), List.of(rows));
    return query(query).longAt(0, "rows");
  }

  @Test
  void countCountsRowsOrPresentValues() {
    fourSamples();

    assertThat(figures(List.of(), Aggregate.countRows("it")).longAt(0, "it")).isEqualTo(4);
    assertThat(figures(List.of(), of(Function.COUNT, POWER)).longAt(0, "it")).isEqualTo(3);
    assertThat(figures(List.of(), of(Function.COUNT, INTERVAL)).longAt(0, "it")).isEqualTo(3);
  }

  @Test
  void countOfATextLeavesAbsentOnesOut() {
    samples(new Sample(0, "g1", "", 1, 1), new Sample(1, "g1", "a", 1, 1));

    assertThat(figures(List.of(), of(Function.COUNT, NODE)).longAt(0, "it")).isEqualTo(1);
  }

  @Test
  void figuresLeaveAbsentValuesOut() {
    fourSamples();
    ResultTable answer =
        figures(
            List.of(new Group.By(NODE)),
            Aggregate.of(Function.SUM, POWER, "sum"),
            Aggregate.of(Function.AVG, POWER, "avg"),
            Aggregate.of(Function.MIN, POWER, "min"),
            Aggregate.of(Function.MAX, POWER, "max"),
            Aggregate.of(Function.LAST, POWER, "last"));

    assertThat(answer.labels()).containsExactly("node", "sum", "avg", "min", "max", "last");
    assertThat(cells(answer, "node")).containsExactly("a", "b");
    assertThat(answer.doubleAt(0, "sum")).isEqualTo(400);
    assertThat(answer.doubleAt(0, "avg")).isEqualTo(200);
    assertThat(answer.doubleAt(0, "min")).isEqualTo(100);
    assertThat(answer.doubleAt(0, "max")).isEqualTo(300);
    assertThat(answer.doubleAt(0, "last")).isEqualTo(300);
    assertThat(answer.doubleAt(1, "sum")).isEqualTo(50);
  }

  @Test
  void figuresOfWholeNumbersAreWhole() {
    fourSamples();
    ResultTable answer =
        figures(
            List.of(),
            Aggregate.of(Function.SUM, INTERVAL, "sum"),
            Aggregate.of(Function.AVG, INTERVAL, "avg"),
            Aggregate.of(Function.MIN, INTERVAL, "min"),
            Aggregate.of(Function.MAX, INTERVAL, "max"),
            Aggregate.of(Function.LAST, INTERVAL, "last"));

    assertThat(answer.longAt(0, "sum")).isEqualTo(70);
    assertThat(answer.doubleAt(0, "avg")).isCloseTo(70.0 / 3, within(1e-9));
    assertThat(answer.longAt(0, "min")).isEqualTo(10);
    assertThat(answer.longAt(0, "max")).isEqualTo(40);
    assertThat(answer.longAt(0, "last")).isEqualTo(40);
  }

  @Test
  void sumsOfWholeNumbersAreExactBeyondWhatADoubleHolds() {
    long big = (1L << 53) + 1;
    samples(new Sample(0, "g", "a", 1, big), new Sample(1, "g", "a", 1, big));

    assertThat(figures(List.of(), of(Function.SUM, INTERVAL)).longAt(0, "it"))
        .isEqualTo(18_014_398_509_481_986L);
  }

  @Test
  void lastIsTheValueWithTheLatestTimeWhateverTheOrderOfArrival() {
    samples(new Sample(9, "g", "a", 3, 3), new Sample(5, "g", "a", 1, 1));
    samples(new Sample(7, "g", "a", 2, 2));

    assertThat(figures(List.of(), of(Function.LAST, POWER)).doubleAt(0, "it")).isEqualTo(3);
  }

  @Test
  void anEmptyTableHasCountZeroAndNoOtherFigure() {
    ResultTable answer =
        figures(
            List.of(),
            Aggregate.countRows("rows"),
            Aggregate.of(Function.COUNT, POWER, "count"),
            Aggregate.of(Function.SUM, INTERVAL, "whole"),
            Aggregate.of(Function.SUM, POWER, "sum"),
            Aggregate.of(Function.AVG, POWER, "avg"),
            Aggregate.of(Function.MIN, POWER, "min"),
            Aggregate.of(Function.MAX, POWER, "max"),
            Aggregate.of(Function.LAST, POWER, "last"));

    assertThat(answer.rows()).isEqualTo(1);
    assertThat(answer.longAt(0, "rows")).isZero();
    assertThat(answer.longAt(0, "count")).isZero();
    for (String label : List.of("whole", "sum", "avg", "min", "max", "last")) {
      assertThat(answer.present(0, label)).as(label).isFalse();
    }
    assertThat(answer.doubleAt(0, "sum")).isNaN();
    assertThat(answer.longAt(0, "whole")).isEqualTo(RowBatch.NO_LONG);
  }

  @Test
  void anEmptyTableHasNoGroups() {
    assertThat(figures(List.of(new Group.By(NODE)), Aggregate.countRows("it")).rows()).isZero();
  }

  @Test
  void aGroupWithoutValuesHasCountZeroAndNoSum() {
    samples(new Sample(0, "g", "a", Double.NaN, RowBatch.NO_LONG));
    ResultTable answer =
        figures(
            List.of(new Group.By(NODE)),
            Aggregate.of(Function.COUNT, POWER, "count"),
            Aggregate.of(Function.SUM, POWER, "sum"));

    assertThat(answer.longAt(0, "count")).isZero();
    assertThat(answer.present(0, "sum")).isFalse();
  }

  @Test
  void aConditionNarrowsOneFigureOnly() {
    fourSamples();
    Filter onA = new Filter.Equal(NODE, "a");
    Filter strong = new Filter.Compare(POWER, Filter.Operator.GREATER, 100);
    ResultTable answer =
        figures(
            List.of(),
            Aggregate.countRows("all"),
            Aggregate.countRows("onA", onA),
            Aggregate.of(Function.SUM, POWER, "strongOnA", onA, strong),
            Aggregate.of(Function.SUM, INTERVAL, "none", new Filter.Equal(NODE, "c")));

    assertThat(answer.longAt(0, "all")).isEqualTo(4);
    assertThat(answer.longAt(0, "onA")).isEqualTo(3);
    assertThat(answer.doubleAt(0, "strongOnA")).isEqualTo(300);
    assertThat(answer.present(0, "none")).isFalse();
  }

  @Test
  void aConditionHoldsForCountsOfTextsToo() {
    samples(
        new Sample(0, "g", "a", 1, 1), new Sample(1, "g", "", 1, 1), new Sample(2, "g", "b", 5, 1));
    Filter strong = new Filter.Compare(POWER, Filter.Operator.GREATER, 2);

    assertThat(figures(List.of(), of(Function.COUNT, NODE, strong)).longAt(0, "it")).isEqualTo(1);
  }

  @Test
  void timeBucketsCountFromTheEpoch() {
    samples(
        new Sample(0, "g", "a", 1, 1),
        new Sample(59, "g", "a", 2, 1),
        new Sample(60, "g", "a", 4, 1));
    ResultTable answer =
        figures(List.of(new Group.TimeBucket(Duration.ofMinutes(1))), of(Function.SUM, POWER));

    assertThat(answer.rows()).isEqualTo(2);
    assertThat(answer.longAt(0, "bucket_ms")).isEqualTo(NOON.toEpochMilli());
    assertThat(answer.doubleAt(0, "it")).isEqualTo(3);
    assertThat(answer.longAt(1, "bucket_ms")).isEqualTo(NOON.plusSeconds(60).toEpochMilli());
  }

  @Test
  void timeBucketsBeforeTheEpochBeginAtOrBeforeTheirRows() {
    RowBatch.Builder builder = RowBatch.builder(GPUS, "test", 4);
    for (long millis : new long[] {-1, -1000, -1001, 0}) {
      builder.set(builder.addRow(), "time_ms", millis);
    }
    append(builder.build());
    ResultTable answer =
        figures(List.of(new Group.TimeBucket(Duration.ofSeconds(1))), Aggregate.countRows("it"));

    assertThat(cells(answer, "bucket_ms")).containsExactly("-2000", "-1000", "0");
    assertThat(cells(answer, "it")).containsExactly("1", "2", "1");
  }

  @Test
  void groupsMayBeSeveral() {
    fourSamples();
    ResultTable answer =
        figures(
            List.of(new Group.By(NODE), new Group.TimeBucket(Duration.ofSeconds(2))),
            Aggregate.countRows("it"));

    assertThat(answer.labels()).containsExactly("node", "bucket_ms", "it");
    assertThat(cells(answer, "node")).containsExactly("a", "a", "b");
    assertThat(cells(answer, "it")).containsExactly("2", "1", "1");
  }

  @Test
  void aGroupMayBeByAWholeNumber() {
    samples(
        new Sample(0, "g", "a", 1, 5),
        new Sample(1, "g", "a", 2, -7),
        new Sample(2, "g", "a", 4, 5),
        new Sample(3, "g", "a", 8, RowBatch.NO_LONG));
    ResultTable answer = figures(List.of(new Group.By(INTERVAL)), of(Function.SUM, POWER));

    assertThat(cells(answer, "scrape_interval_millis")).containsExactly("-7", "5", "absent");
    assertThat(cells(answer, "it")).containsExactly("2.0", "5.0", "8.0");
  }

  @Test
  void aGroupMayBeByAnAbsentText() {
    samples(new Sample(0, "g", "", 1, 5), new Sample(1, "g", "a", 2, 5));
    ResultTable answer = figures(List.of(new Group.By(NODE)), Aggregate.countRows("it"));

    assertThat(answer.stringAt(0, "node")).isEmpty();
    assertThat(answer.present(0, "node")).isTrue();
  }

  @Test
  void groupsCanBeOrderedByAFigureAndCut() {
    fourSamples();
    Query query =
        Query.aggregate(
                GPUS,
                ALWAYS,
                List.of(),
                List.of(new Group.By(GPUS.column("time_ms"))),
                List.of(of(Function.SUM, POWER)))
            .orderedBy("it", true);

    assertThat(cells(query(query), "it")).containsExactly("300.0", "100.0", "50.0", "absent");
    assertThat(cells(query(query.limitedTo(2)), "it")).containsExactly("300.0", "100.0");
  }

  @Test
  void anAnswerThatMustBeWholeFailsRatherThanLackRows() {
    fourSamples();
    Query rows = Query.rows(GPUS, ALWAYS, List.of(), List.of(NODE));
    Group second = new Group.By(GPUS.column("time_ms"));
    Query figures =
        Query.aggregate(
            GPUS, ALWAYS, List.of(), List.of(second), List.of(Aggregate.countRows("it")));

    for (Query query : List.of(rows, figures)) {
      assertThat(query(query).rows()).isEqualTo(4);
      assertThat(query(query.completeWithin(4)).rows()).isEqualTo(4);
      assertThat(failureOf(store.query(query.completeWithin(3)))).isEqualTo(ErrorCode.TOO_LARGE);
      assertThat(query(query.limitedTo(3)).rows()).isEqualTo(3);
    }
    assertThat(store.measurements()).containsEntry("too_large_answers_total", 2.0);
  }

  @Test
  void labelsAreTextLikeAnyOther() {
    fourSamples();
    List<String> labels = List.of("a\"b", "'; DROP TABLE spans; --", "größe %", "sum(x)");
    List<Aggregate> aggregates = new ArrayList<>();
    labels.forEach(label -> aggregates.add(Aggregate.countRows(label)));
    Query query = Query.aggregate(GPUS, ALWAYS, List.of(), List.of(), aggregates);
    ResultTable answer = query(query.orderedBy(labels.get(1), true));

    assertThat(answer.labels()).containsExactlyElementsOf(labels);
    assertThat(answer.longAt(0, labels.get(1))).isEqualTo(4);
  }
}
