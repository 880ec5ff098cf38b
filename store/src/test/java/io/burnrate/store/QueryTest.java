package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final Table SPANS = Tables.SPANS;
  private static final Column NAME = SPANS.column("name");
  private static final Column TOKENS = SPANS.column("input_tokens");
  private static final Column FOREIGN = Tables.GPU_SAMPLES.column("power_watts");
  private static final TimeRange RANGE = new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
  private static final Aggregate ROWS = Aggregate.countRows("rows");

  private static void assertRefused(ThrowingCallable made, String because) {
    assertThatThrownBy(made)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(because);
  }

  private static Query count(Filter filter) {
    return Query.aggregate(SPANS, RANGE, List.of(filter), List.of(), List.of(ROWS));
  }

  @Test
  void theAnswersLabelsAreGroupsThenFigures() {
    Query query =
        Query.aggregate(
            SPANS,
            RANGE,
            List.of(),
            List.of(new Group.By(NAME), new Group.TimeBucket(Duration.ofSeconds(1))),
            List.of(ROWS, Aggregate.sum(TOKENS)));

    assertThat(query.labels()).containsExactly("name", "bucket_ms", "rows", "input_tokens");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Query.MAX_LIMIT + 1})
  void aLimitOutsideItsRangeIsRefused(int limit) {
    Query query = Query.rows(SPANS, RANGE, List.of(), List.of(NAME));

    assertRefused(() -> query.limitedTo(limit), "limit");
    assertRefused(() -> query.completeWithin(limit), "limit");
  }

  @Test
  void onlyALimitThatWasChosenMayCutTheAnswer() {
    Query query = Query.rows(SPANS, RANGE, List.of(), List.of(NAME));

    assertThat(query.whole()).isTrue();
    assertThat(figures(ROWS).whole()).isTrue();
    assertThat(query.limitedTo(5).orderedBy("name", true).whole()).isFalse();
    assertThat(query.limitedTo(5).completeWithin(7).orderedBy("name", true).whole()).isTrue();
  }

  @Test
  void figuresAndRowsAreNotMixed() {
    List<Filter> none = List.of();
    assertRefused(() -> Query.rows(SPANS, RANGE, none, List.of()), "one of the two");
    assertRefused(
        () ->
            new Query(
                SPANS,
                RANGE,
                none,
                List.of(),
                List.of(ROWS),
                List.of(NAME),
                List.of(),
                Query.MAX_LIMIT,
                true),
        "one of the two");
    assertRefused(
        () ->
            new Query(
                SPANS,
                RANGE,
                none,
                List.of(new Group.By(NAME)),
                List.of(),
                List.of(NAME),
                List.of(),
                Query.MAX_LIMIT,
                true),
        "no groups");
  }

  @Test
  void columnsOfAnotherTableAreRefusedWhereverTheyStand() {
    Filter filter = new Filter.Compare(FOREIGN, Filter.Operator.LESS, 1);

    assertRefused(() -> count(filter), "power_watts");
    assertRefused(
        () -> Query.rows(SPANS, RANGE, List.of(), List.of(FOREIGN)), "no column power_watts");
    assertRefused(() -> figures(Aggregate.sum(FOREIGN)), "power_watts");
    assertRefused(() -> figures(Aggregate.countRows("n", filter)), "power_watts");
    Group group = new Group.By(Tables.GPU_SAMPLES.column("node"));
    assertRefused(
        () -> Query.aggregate(SPANS, RANGE, List.of(), List.of(group), List.of(ROWS)), "node");
  }

  private static Query figures(Aggregate aggregate) {
    return Query.aggregate(SPANS, RANGE, List.of(), List.of(), List.of(aggregate));
  }

  @Test
  void aLabelThatIsUsedTwiceIsRefused() {
    assertRefused(
        () -> Query.aggregate(SPANS, RANGE, List.of(), List.of(), List.of(ROWS, ROWS)), "twice");
    assertRefused(() -> Query.rows(SPANS, RANGE, List.of(), List.of(NAME, NAME)), "twice");
  }

  @Test
  void anOrderByAnUnknownLabelIsRefused() {
    Query query = Query.rows(SPANS, RANGE, List.of(), List.of(NAME));

    assertRefused(() -> query.orderedBy("rows", true), "no column rows");
  }

  @Test
  void filtersFitTheTypeOfTheirColumn() {
    assertRefused(() -> new Filter.Equal(TOKENS, "1"), "input_tokens");
    assertRefused(() -> new Filter.NotEqual(TOKENS, "1"), "input_tokens");
    assertRefused(() -> new Filter.In(TOKENS, List.of("1")), "input_tokens");
    assertRefused(() -> new Filter.Compare(NAME, Filter.Operator.LESS, 1), "texts");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aComparisonIsWithAFiniteNumber(double value) {
    assertRefused(() -> new Filter.Compare(TOKENS, Filter.Operator.LESS, value), "finite");
  }

  @Test
  void aListLongerThanItsLimitIsRefused() {
    List<String> values = Collections.nCopies(Filter.In.MAX_VALUES + 1, "x");

    assertRefused(() -> new Filter.In(NAME, values), "10000");
  }

  @Test
  void figuresFitTheTypeOfTheirColumn() {
    assertRefused(() -> Aggregate.sum(NAME), "SUM of the text name");
    assertRefused(
        () -> new Aggregate(Aggregate.Function.MAX, null, "max", List.of()), "needs a column");
  }

  @Test
  void groupsAreOverTextsWholeNumbersOrMilliseconds() {
    assertRefused(() -> new Group.By(FOREIGN), "power_watts");
    assertRefused(() -> new Group.TimeBucket(Duration.ofNanos(999_999)), "1 ms");
  }
}
