package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Aggregate.Function;
import io.burnrate.store.Column;
import io.burnrate.store.Filter;
import io.burnrate.store.Filter.Operator;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlRendererTest {
  private static final Table SPANS = Tables.SPANS;
  private static final Column NAME = SPANS.column("name");
  private static final Column TOKENS = SPANS.column("input_tokens");
  private static final Column POWER = Tables.GPU_SAMPLES.column("power_watts");
  private static final Column COST = Tables.LEDGER.column("cost_nano_usd");
  private static final TimeRange RANGE =
      new TimeRange(Instant.ofEpochMilli(1000), Instant.ofEpochMilli(2000));
  private static final String IN_RANGE = "\"time_ms\" >= 1000 AND \"time_ms\" < 2000";

  private static String rows(Filter... filters) {
    return SqlRenderer.render(
            Query.rows(SPANS, RANGE, List.of(filters), List.of(NAME)).limitedTo(5),
            "p_spans",
            false)
        .sql();
  }

  private static String figure(Table table, boolean exact, Aggregate aggregate) {
    return SqlRenderer.render(
            Query.aggregate(table, RANGE, List.of(), List.of(), List.of(aggregate)), "t", exact)
        .sql();
  }

  private static String selected(String sql) {
    return sql.substring("SELECT ".length(), sql.indexOf(" FROM "));
  }

  private static String conditions(Filter filter) {
    String sql = rows(filter);
    return sql.substring(
        sql.indexOf(IN_RANGE) + IN_RANGE.length() + " AND ".length(), sql.indexOf(" LIMIT"));
  }

  @Test
  void plainRowsNameTheirColumnsAndEndAtTheLimit() {
    assertThat(rows())
        .isEqualTo("SELECT \"name\" AS \"c_0\" FROM \"p_spans\" WHERE " + IN_RANGE + " LIMIT 5");
  }

  @Test
  void oneRowTooManyIsAskedForWhereTheAnswerMustBeWhole() {
    Query query = Query.rows(SPANS, RANGE, List.of(), List.of(NAME)).completeWithin(5);

    assertThat(SqlRenderer.render(query, "t", false).sql()).endsWith(" LIMIT 6");
  }

  @Test
  void everyGroupIsAskedForWhateverTheLimit() {
    Query query =
        Query.aggregate(
                SPANS,
                RANGE,
                List.of(),
                List.of(new Group.By(NAME), new Group.TimeBucket(Duration.ofMinutes(1))),
                List.of(Aggregate.countRows("it")))
            .limitedTo(3);

    assertThat(SqlRenderer.render(query, "t", false).sql())
        .isEqualTo(
            "SELECT \"name\" AS \"c_0\", FLOOR(DIV(\"time_ms\", 60000)) AS \"c_1\","
                + " COUNT(*) AS \"c_2\" FROM \"t\" WHERE "
                + IN_RANGE
                + " GROUP BY \"c_0\", \"c_1\" LIMIT 1000001");
  }

  @Test
  void aQuoteInAValueIsDoubledAndNothingElseIsSpecial() {
    assertThat(conditions(new Filter.Equal(NAME, "'; DROP TABLE spans; -- \\' \\n ?")))
        .isEqualTo("\"name\" = '''; DROP TABLE spans; -- \\'' \\n ?'");
    assertThat(conditions(new Filter.NotEqual(NAME, "it's"))).isEqualTo("\"name\" <> 'it''s'");
    assertThat(conditions(new Filter.In(NAME, List.of("a", "'"))))
        .isEqualTo("\"name\" IN ('a', '''')");
  }

  @Test
  void aValueIsWrittenAsItWasStored() {
    assertThat(conditions(new Filter.Equal(NAME, "a\0b"))).isEqualTo("\"name\" = 'a\ufffdb'");
    assertThat(conditions(new Filter.Equal(NAME, "a\ud800b"))).isEqualTo("\"name\" = 'a\ufffdb'");
    assertThat(conditions(new Filter.Equal(NAME, "🔥"))).isEqualTo("\"name\" = '🔥'");
  }

  @Test
  void anEmptyListHoldsForNoRow() {
    assertThat(conditions(new Filter.In(NAME, List.of())))
        .isEqualTo("\"time_ms\" = -9223372036854775808");
  }

  @ParameterizedTest
  @CsvSource({
    "LESS, 2, < 2",
    "LESS, 2.5, <= 2",
    "LESS_OR_EQUAL, 2.5, <= 2",
    "GREATER, -2.5, >= -2",
    "GREATER, 2, > 2",
    "GREATER_OR_EQUAL, 9007199254740992, >= 9007199254740992",
    "EQUAL, 3, = 3",
    "NOT_EQUAL, 3, <> 3",
    "NOT_EQUAL, 2.5, > -9223372036854775808",
    "LESS, 1e30, > -9223372036854775808",
  })
  void wholeNumbersAreComparedWithWholeNumbersAndOnlyWherePresent(
      Operator operator, double value, String expected) {
    assertThat(conditions(new Filter.Compare(TOKENS, operator, value)))
        .isEqualTo("\"input_tokens\" " + expected + " AND \"input_tokens\" > -9223372036854775808");
  }

  @Test
  void aComparisonThatNoWholeNumberMeetsHoldsForNoRow() {
    for (Operator operator : List.of(Operator.EQUAL, Operator.GREATER)) {
      assertThat(conditions(new Filter.Compare(TOKENS, operator, 1e30)))
          .startsWith("\"time_ms\" = -9223372036854775808 AND ");
    }
  }

  @Test
  void inAConditionOfAFigureADoubleIsComparedByItsDifference() {
    Filter more = new Filter.Compare(POWER, Operator.GREATER, 0.1);
    Filter less = new Filter.Compare(POWER, Operator.LESS, -2.5e-10);
    String sql = figure(Tables.GPU_SAMPLES, false, Aggregate.countRows("it", more, less));

    assertThat(selected(sql))
        .isEqualTo(
            "SUM(CASE WHEN \"power_watts\" - 0.1 > 0"
                + " AND \"power_watts\" >= -1.7976931348623157E308"
                + " AND \"power_watts\" + 2.5E-10 < 0"
                + " AND \"power_watts\" >= -1.7976931348623157E308"
                + " THEN 1 ELSE 0 END) AS \"c_0\"");
  }

  @Test
  void aColumnThatEveryRowHasIsAddedUpAsItIs() {
    assertThat(selected(figure(Tables.LEDGER, false, Aggregate.sum(COST))))
        .isEqualTo(
            "COUNT(*) AS \"c_0\", SUM(\"cost_nano_usd\") AS \"c_1\","
                + " MIN(\"cost_nano_usd\") AS \"c_2\", MAX(\"cost_nano_usd\") AS \"c_3\"");
  }

  @Test
  void absentValuesAreLeftOutByCases() {
    String present = "\"power_watts\" >= -1.7976931348623157E308";
    Aggregate least = Aggregate.of(Function.MIN, POWER, "it");

    assertThat(selected(figure(Tables.GPU_SAMPLES, false, least)))
        .isEqualTo(
            "SUM(CASE WHEN "
                + present
                + " THEN 1 ELSE 0 END) AS \"c_0\","
                + " MIN(CASE WHEN "
                + present
                + " THEN \"power_watts\" ELSE 1.7976931348623157E308 END) AS \"c_1\"");
  }

  @Test
  void exactFiguresUseWhatKeepsWholeNumbersWhole() {
    assertThat(selected(figure(Tables.LEDGER, true, Aggregate.sum(COST))))
        .isEqualTo("COUNT(*) AS \"c_0\", SUMPRECISION(\"cost_nano_usd\") AS \"c_1\"");
    assertThat(selected(figure(Tables.LEDGER, true, Aggregate.of(Function.MAX, COST, "it"))))
        .isEqualTo(
            "COUNT(*) AS \"c_0\", LASTWITHTIME(\"cost_nano_usd\", \"cost_nano_usd\", 'LONG')"
                + " AS \"c_1\"");
  }

  @Test
  void theLastValueIsOneThatIsPresent() {
    String present = "\"input_tokens\" > -9223372036854775808";

    assertThat(selected(figure(SPANS, false, Aggregate.of(Function.LAST, TOKENS, "it"))))
        .isEqualTo(
            "SUM(CASE WHEN "
                + present
                + " THEN 1 ELSE 0 END) AS \"c_0\","
                + " LASTWITHTIME(\"input_tokens\", CASE WHEN "
                + present
                + " THEN \"time_ms\" ELSE -9223372036854775808 END, 'LONG') AS \"c_1\"");
  }

  @Test
  void labelsNeverEnterTheText() {
    Aggregate hostile = Aggregate.countRows("\"; DROP TABLE t; --");

    assertThat(figure(SPANS, false, hostile)).doesNotContain("DROP");
  }

  @Test
  void absentNumbersAreOrderedLast() {
    Query query =
        Query.rows(SPANS, RANGE, List.of(), List.of(TOKENS, NAME))
            .orderedBy("input_tokens", true)
            .orderedBy("name", false);

    assertThat(SqlRenderer.render(query, "t", false).sql())
        .contains(
            " ORDER BY CASE WHEN \"input_tokens\" > -9223372036854775808 THEN 0 ELSE 1 END,"
                + " \"input_tokens\" DESC, \"name\" ASC LIMIT ");
  }

  @Test
  void boundsFinerThanAMillisecondRoundUp() {
    assertThat(SqlRenderer.ceilMillis(Instant.ofEpochSecond(0, 1))).isEqualTo(1);
    assertThat(SqlRenderer.ceilMillis(Instant.ofEpochSecond(0, -1))).isZero();
    assertThat(SqlRenderer.ceilMillis(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    assertThat(SqlRenderer.ceilMillis(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
  }
}
