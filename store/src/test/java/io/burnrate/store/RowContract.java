package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Filter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises about single rows: their values, and the filters that choose them. */
public abstract class RowContract extends StoreContract {
  private static final Table SPANS = Tables.SPANS;
  private static final Column NAME = SPANS.column("name");
  private static final Column TOKENS = SPANS.column("input_tokens");
  private static final Column ID = SPANS.column("span_id");
  private static final Column POWER = Tables.GPU_SAMPLES.column("power_watts");

  /** Texts that a careless store would trip over. */
  private static final List<String> HOSTILE_TEXTS =
      List.of(
          "it's",
          "\"quoted\"",
          "'; DROP TABLE spans; --",
          "back\\slash \\n \\",
          "größe 温度 🔥",
          "100%_",
          "two\nlines\r\n\ttab",
          " leading and trailing ",
          "?",
          "$1 ${x} :name",
          "NULL",
          "\u0001\u007f");

  private void named(String... names) {
    RowBatch.Builder builder = RowBatch.builder(SPANS, "test", names.length);
    for (String name : names) {
      int row = builder.addRow();
      builder
          .set(row, "time_ms", NOON.plusSeconds(row).toEpochMilli())
          .set(row, ID, "row" + row)
          .set(row, NAME, name);
    }
    append(builder.build());
  }

  private void tokens(long... counts) {
    RowBatch.Builder builder = RowBatch.builder(SPANS, "test", counts.length);
    for (long tokens : counts) {
      int row = builder.addRow();
      builder
          .set(row, "time_ms", NOON.plusSeconds(row).toEpochMilli())
          .set(row, ID, "row" + row)
          .set(row, TOKENS, tokens);
    }
    append(builder.build());
  }

  private List<Object> ids(Filter... filters) {
    Query query = Query.rows(SPANS, ALWAYS, List.of(filters), List.of(ID));
    return cells(query(query.orderedBy("span_id", false)), "span_id");
  }

  @Test
  void aHostileTextComesBackAsItWas() {
    named(HOSTILE_TEXTS.toArray(String[]::new));

    Query query = Query.rows(SPANS, ALWAYS, List.of(), List.of(SPANS.time(), NAME));
    assertThat(cells(query(query.orderedBy("time_ms", false)), "name"))
        .containsExactlyElementsOf(HOSTILE_TEXTS);
  }

  @Test
  void aHostileTextInAFilterIsOnlyAValue() {
    named(HOSTILE_TEXTS.toArray(String[]::new));
    List<Object> all =
        IntStream.range(0, HOSTILE_TEXTS.size()).<Object>mapToObj(i -> "row" + i).toList();

    for (Object id : all) {
      String text = HOSTILE_TEXTS.get(all.indexOf(id));
      List<Object> others = all.stream().filter(each -> !each.equals(id)).toList();
      assertThat(ids(new Filter.Equal(NAME, text))).as(text).containsExactly(id);
      assertThat(ids(new Filter.NotEqual(NAME, text)))
          .as(text)
          .containsExactlyInAnyOrderElementsOf(others);
      assertThat(ids(new Filter.In(NAME, List.of(text, "x")))).as(text).containsExactly(id);
    }
    assertThat(count(SPANS)).isEqualTo(HOSTILE_TEXTS.size());
  }

  @Test
  void aHostileKeyIsRecognisedWhenItComesAgain() throws Exception {
    HOSTILE_TEXTS.forEach(text -> append(span(text, 0)));
    reopen();
    HOSTILE_TEXTS.forEach(text -> append(span(text, 0)));

    assertThat(count(SPANS)).isEqualTo(HOSTILE_TEXTS.size());
    for (String text : HOSTILE_TEXTS) {
      assertThat(count(SPANS, new Filter.Equal(ID, text + "-0"))).as(text).isEqualTo(1);
    }
  }

  @Test
  void anEmptyTextInAFilterMeansAbsent() {
    named("", "a");

    assertThat(ids(new Filter.Equal(NAME, ""))).containsExactly("row0");
    assertThat(ids(new Filter.NotEqual(NAME, ""))).containsExactly("row1");
    assertThat(ids(new Filter.NotEqual(NAME, "a"))).containsExactly("row0");
    assertThat(ids(new Filter.In(NAME, List.of("")))).containsExactly("row0");
  }

  @Test
  void textsAreComparedByCaseAndWhole() {
    named("Chat", "chat", "chats");

    assertThat(ids(new Filter.Equal(NAME, "chat"))).containsExactly("row1");
  }

  @Test
  void nothingIsInAnEmptyList() {
    named("a", "");

    assertThat(ids(new Filter.In(NAME, List.of()))).isEmpty();
  }

  @Test
  void aListMayHoldAsManyValuesAsTheLimitSays() {
    named("v9999", "other");
    List<String> values = IntStream.range(0, Filter.In.MAX_VALUES).mapToObj(i -> "v" + i).toList();

    assertThat(ids(new Filter.In(NAME, values))).containsExactly("row0");
  }

  @Test
  void allFiltersMustHold() {
    named("a", "b");

    assertThat(ids(new Filter.Equal(NAME, "a"), new Filter.Equal(ID, "row1"))).isEmpty();
    assertThat(ids(new Filter.Equal(NAME, "b"), new Filter.Equal(ID, "row1")))
        .containsExactly("row1");
  }

  @Test
  void numbersAreComparedByEveryOperator() {
    tokens(1, 2, 3);

    assertThat(tokensThat(Operator.LESS, 2)).containsExactly("row0");
    assertThat(tokensThat(Operator.LESS_OR_EQUAL, 2)).containsExactly("row0", "row1");
    assertThat(tokensThat(Operator.GREATER, 2)).containsExactly("row2");
    assertThat(tokensThat(Operator.GREATER_OR_EQUAL, 2)).containsExactly("row1", "row2");
    assertThat(tokensThat(Operator.EQUAL, 2)).containsExactly("row1");
    assertThat(tokensThat(Operator.NOT_EQUAL, 2)).containsExactly("row0", "row2");
  }

  @Test
  void wholeNumbersAreComparedWithFractions() {
    tokens(-3, 2, 3);

    assertThat(tokensThat(Operator.LESS, 2.5)).containsExactly("row0", "row1");
    assertThat(tokensThat(Operator.LESS_OR_EQUAL, 2.5)).containsExactly("row0", "row1");
    assertThat(tokensThat(Operator.GREATER, -2.5)).containsExactly("row1", "row2");
    assertThat(tokensThat(Operator.GREATER_OR_EQUAL, 2.5)).containsExactly("row2");
    assertThat(tokensThat(Operator.EQUAL, 2.5)).isEmpty();
    assertThat(tokensThat(Operator.NOT_EQUAL, 2.5)).hasSize(3);
  }

  @Test
  void wholeNumbersAreComparedWithNumbersBeyondTheirRange() {
    tokens(Long.MAX_VALUE, Long.MIN_VALUE + 1, RowBatch.NO_LONG);

    assertThat(tokensThat(Operator.LESS, 1e30)).containsExactly("row0", "row1");
    assertThat(tokensThat(Operator.LESS, 0x1p63)).containsExactly("row0", "row1");
    assertThat(tokensThat(Operator.GREATER, 1e30)).isEmpty();
    assertThat(tokensThat(Operator.GREATER, -1e30)).containsExactly("row0", "row1");
    assertThat(tokensThat(Operator.EQUAL, 0x1p63)).isEmpty();
  }

  @Test
  void wholeNumbersThatADoubleCannotTellApartAreToldApart() {
    tokens((1L << 53) + 1, 1L << 53);

    assertThat(tokensThat(Operator.EQUAL, 0x1p53)).containsExactly("row1");
    assertThat(tokensThat(Operator.GREATER, 0x1p53)).containsExactly("row0");
  }

  @Test
  void anAbsentNumberMatchesNoComparison() {
    RowBatch.Builder builder = RowBatch.builder(Tables.GPU_SAMPLES, "test", 1);
    builder.set(builder.addRow(), "time_ms", NOON.toEpochMilli());
    append(builder.build());
    tokens(RowBatch.NO_LONG);

    assertThat(count(Tables.GPU_SAMPLES)).isEqualTo(1);
    assertThat(count(SPANS)).isEqualTo(1);
    for (double value : new double[] {0, -1e300, 1e300}) {
      for (Operator operator : Operator.values()) {
        Filter number = new Filter.Compare(POWER, operator, value);
        assertThat(count(Tables.GPU_SAMPLES, number)).as("%s %s", operator, value).isZero();
        assertThat(tokensThat(operator, value)).as("%s %s", operator, value).isEmpty();
      }
    }
  }

  private List<Object> tokensThat(Operator operator, double value) {
    return ids(new Filter.Compare(TOKENS, operator, value));
  }

  @Test
  void infiniteNumbersBecomeAbsent() {
    double[] values = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, -0.5};
    RowBatch.Builder builder = RowBatch.builder(Tables.GPU_SAMPLES, "test", values.length);
    for (double value : values) {
      int row = builder.addRow();
      builder.set(row, "time_ms", NOON.plusSeconds(row).toEpochMilli()).set(row, POWER, value);
    }
    append(builder.build());
    Query query = Query.rows(Tables.GPU_SAMPLES, ALWAYS, List.of(), List.of(POWER));

    assertThat(cells(query(query.orderedBy("power_watts", false)), "power_watts"))
        .containsExactly("-0.5", "absent", "absent", "absent");
  }

  @Test
  void everyTableKeepsARowWithEveryValueAndOneWithAbsentValuesOnly() throws Exception {
    for (Table table : Tables.ALL) {
      append(fullRow(table));
      append(emptyRow(table));
    }
    reopen();

    for (Table table : Tables.ALL) {
      Query rows = Query.rows(table, ALWAYS, List.of(), table.columns());
      ResultTable answer = query(rows.orderedBy(table.time().name(), false));
      assertThat(answer.rows()).as(table.name()).isEqualTo(2);
      for (Column column : table.columns()) {
        assertFull(answer, 0, column);
        assertEmpty(answer, 1, column);
      }
    }
  }

  private static void assertFull(ResultTable answer, int row, Column column) {
    String name = column.name();
    switch (column.type()) {
      case LONG -> assertThat(answer.longAt(row, name)).as(name).isEqualTo(longOf(column));
      case DOUBLE -> assertThat(answer.doubleAt(row, name)).as(name).isEqualTo(doubleOf(column));
      case STRING -> assertThat(answer.stringAt(row, name)).as(name).isEqualTo("text of " + name);
    }
  }

  private static void assertEmpty(ResultTable answer, int row, Column column) {
    if (!column.required()) {
      String name = column.name();
      boolean text = column.type() == ColumnType.STRING;
      assertThat(answer.present(row, name)).as(name).isEqualTo(text);
      assertThat(answer.stringAt(row, name)).as(name).isEmpty();
    }
  }

  private static RowBatch fullRow(Table table) {
    RowBatch.Builder builder = RowBatch.builder(table, "test", 1);
    int row = builder.addRow();
    for (Column column : table.columns()) {
      switch (column.type()) {
        case LONG -> builder.set(row, column, longOf(column));
        case DOUBLE -> builder.set(row, column, doubleOf(column));
        case STRING -> builder.set(row, column, "text of " + column.name());
      }
    }
    return builder.build();
  }

  /** A second after the full one; what is required is zero. */
  private static RowBatch emptyRow(Table table) {
    RowBatch.Builder builder = RowBatch.builder(table, "test", 1);
    int row = builder.addRow();
    table.columns().stream()
        .filter(Column::required)
        .forEach(column -> builder.set(row, column, 0));
    return builder.set(row, table.time(), NOON.plusSeconds(1).toEpochMilli()).build();
  }

  private static long longOf(Column column) {
    return column.role() == Column.Role.TIME
        ? NOON.toEpochMilli()
        : Long.MAX_VALUE - column.index();
  }

  private static double doubleOf(Column column) {
    return Math.PI * Math.pow(10, column.index() % 20 - 10) * (column.index() % 2 == 0 ? 1 : -1);
  }

  @Test
  void rowsCanBeOrderedBySeveralColumnsAndCut() {
    named("b", "a", "b", "");
    Query query =
        Query.rows(SPANS, ALWAYS, List.of(), List.of(NAME, ID))
            .orderedBy("name", true)
            .orderedBy("span_id", false);

    assertThat(cells(query(query), "span_id")).containsExactly("row0", "row2", "row1", "row3");
    assertThat(cells(query(query.limitedTo(3)), "span_id")).containsExactly("row0", "row2", "row1");
  }

  @Test
  void absentNumbersComeLastInEitherDirection() {
    tokens(2, RowBatch.NO_LONG, 1);
    Query query = Query.rows(SPANS, ALWAYS, List.of(), List.of(TOKENS));
    List<List<Object>> both = new ArrayList<>();
    both.add(cells(query(query.orderedBy("input_tokens", false)), "input_tokens"));
    both.add(cells(query(query.orderedBy("input_tokens", true)), "input_tokens"));

    assertThat(both).containsExactly(List.of("1", "2", "absent"), List.of("2", "1", "absent"));
  }
}
