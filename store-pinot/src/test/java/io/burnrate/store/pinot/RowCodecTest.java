package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.pinot.RowCodec.Encoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowCodecTest {
  private static final Column TIME = Tables.SPANS.time();
  private static final Column NAME = Tables.SPANS.column("name");
  private static final Column TRACE = Tables.SPANS.column("trace_id");
  private static final Column TOKENS = Tables.SPANS.column("input_tokens");
  private static final Column POWER = Tables.GPU_SAMPLES.column("power_watts");

  private final RowCodec codec = new RowCodec();

  private RowBatch decoded(Table table, String json) throws MalformedRecordException {
    return codec.decode(table, json.getBytes(StandardCharsets.UTF_8));
  }

  private RowBatch throughKafka(RowBatch batch) throws MalformedRecordException {
    return codec.decode(batch.table(), codec.encode(batch, 1).get(0).value());
  }

  @Test
  void aRowIsAnObjectWithoutItsAbsentValues() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 2);
    rows.set(rows.addRow(), TIME, 1L).set(0, NAME, "a\"b").set(0, "entry", 1);
    rows.set(rows.addRow(), TIME, -5L);

    List<Encoded> records = codec.encode(rows.build(), 1);

    assertThat(records).hasSize(1);
    assertThat(records.get(0).rows()).isEqualTo(2);
    assertThat(new String(records.get(0).value(), StandardCharsets.UTF_8))
        .isEqualTo("{\"rows\":[{\"time_ms\":1,\"name\":\"a\\\"b\",\"entry\":1},{\"time_ms\":-5}]}");
  }

  @Test
  void everyColumnOfEveryTableComesBack() throws Exception {
    for (Table table : Tables.ALL) {
      RowBatch.Builder rows = RowBatch.builder(table, "test", 1);
      int row = rows.addRow();
      for (Column column : table.columns()) {
        switch (column.type()) {
          case LONG -> rows.set(row, column, Long.MAX_VALUE - column.index());
          case DOUBLE -> rows.set(row, column, -Math.PI * Math.pow(10, column.index()));
          case STRING -> rows.set(row, column, "text of " + column.name());
        }
      }
      RowBatch batch = rows.build();

      assertSame(throughKafka(batch), batch);
    }
  }

  @Test
  void aRowWithRequiredValuesOnlyComesBack() throws Exception {
    for (Table table : Tables.ALL) {
      RowBatch.Builder rows = RowBatch.builder(table, "test", 1);
      rows.addRow();
      table.columns().stream().filter(Column::required).forEach(each -> rows.set(0, each, 0));
      RowBatch batch = rows.build();

      assertSame(throughKafka(batch), batch);
    }
  }

  private static void assertSame(RowBatch actual, RowBatch expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    for (Column column : expected.table().columns()) {
      for (int row = 0; row < expected.rows(); row++) {
        switch (column.type()) {
          case LONG ->
              assertThat(actual.longAt(column, row)).isEqualTo(expected.longAt(column, row));
          case DOUBLE ->
              assertThat((Double) actual.doubleAt(column, row))
                  .isEqualTo(expected.doubleAt(column, row));
          case STRING ->
              assertThat(actual.stringAt(column, row)).isEqualTo(expected.stringAt(column, row));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it's \"quoted\" \\ \\n",
        "größe 温度 🔥",
        "two\nlines\r\n\ttab",
        " leading and trailing ",
        "\u0001\u007f\u2028\ufeff\uffff",
        "{\"rows\":[]}",
        "null"
      })
  void aTextComesBackAsItWas(String text) throws Exception {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 1);
    rows.set(rows.addRow(), TIME, 0L).set(0, NAME, text).set(0, TRACE, text);

    RowBatch back = throughKafka(rows.build());

    assertThat(back.stringAt(NAME, 0)).isEqualTo(text);
    assertThat(back.stringAt(TRACE, 0)).isEqualTo(text);
  }

  @Test
  void halfASurrogatePairIsReplaced() throws Exception {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 2);
    rows.set(rows.addRow(), TIME, 0L).set(0, NAME, "a\ud83d");
    rows.set(rows.addRow(), TIME, 0L).set(1, NAME, "\udd25\ud83d\udd25\ud83d-");

    RowBatch back = throughKafka(rows.build());

    assertThat(back.stringAt(NAME, 0)).isEqualTo("a\ufffd");
    assertThat(back.stringAt(NAME, 1)).isEqualTo("\ufffd\ud83d\udd25\ufffd-");
  }

  @Test
  void aKeyWithHalfASurrogatePairGoesWhereItsReplacementGoes() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 2);
    rows.set(rows.addRow(), TIME, 0L).set(0, TRACE, "a\ud83d");
    rows.set(rows.addRow(), TIME, 0L).set(1, TRACE, "a\ufffd");

    assertThat(codec.encode(rows.build(), 1_000)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE + 1, 0, -1, (1L << 53) + 1})
  void aWholeNumberComesBackExactly(long number) throws Exception {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 1);
    rows.set(rows.addRow(), TIME, 0L).set(0, TOKENS, number);

    assertThat(throughKafka(rows.build()).longAt(TOKENS, 0)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        0.1,
        -1e308,
        1e308,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        42,
        -42,
        0x1p53,
        0x1.fffffffffffffp52,
        0x1p63,
        1e22,
        2e-3
      })
  void aNumberComesBackToTheLastBit(double number) throws Exception {
    RowBatch.Builder rows = RowBatch.builder(Tables.GPU_SAMPLES, "test", 1);
    rows.set(rows.addRow(), "time_ms", 0L).set(0, POWER, number);

    double back = throughKafka(rows.build()).doubleAt(POWER, 0);

    assertThat(Double.doubleToLongBits(back)).isEqualTo(Double.doubleToLongBits(number));
  }

  @Test
  void rowsGoToThePartitionOfTheirShardKeyInTheirOrder() throws Exception {
    RowBatch batch = spans(500, "");

    List<Encoded> records = codec.encode(batch, 7);

    assertThat(records).extracting(Encoded::partition).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(records.stream().mapToInt(Encoded::rows).sum()).isEqualTo(500);
    for (Encoded each : records) {
      RowBatch back = codec.decode(Tables.SPANS, each.value());
      assertThat(back.rows()).isEqualTo(each.rows());
      for (int row = 0; row < back.rows(); row++) {
        assertThat(Shards.of(back.stringAt(TRACE, row), 7)).isEqualTo(each.partition());
        assertThat(row == 0 || back.timeMillisAt(row - 1) < back.timeMillisAt(row)).isTrue();
      }
    }
  }

  @Test
  void aRecordEndsAtTheMostRows() {
    assertThat(codec.encode(spans(4_001, ""), 1))
        .extracting(Encoded::rows)
        .containsExactly(2_000, 2_000, 1);
  }

  @Test
  void aRecordEndsBeforeItsBytesPassTheLimit() throws Exception {
    List<Encoded> records = codec.encode(spans(10, "x".repeat(250_000)), 1);

    assertThat(records).extracting(Encoded::rows).containsExactly(3, 3, 3, 1);
    assertThat(records)
        .allSatisfy(each -> assertThat(each.value().length).isLessThanOrEqualTo(900_000));
    assertThat(codec.decode(Tables.SPANS, records.get(1).value()).timeMillisAt(0)).isEqualTo(3);
  }

  @Test
  void aRowLongerThanARecordTravelsAlone() {
    assertThat(codec.encode(spans(3, "x".repeat(1_000_000)), 1))
        .extracting(Encoded::rows)
        .containsExactly(1, 1, 1);
  }

  @Test
  void aBatchWithoutRowsMakesNoRecord() {
    assertThat(codec.encode(spans(0, ""), 3)).isEmpty();
  }

  /** One millisecond apart, each of a trace of its own. */
  private static RowBatch spans(int count, String attributes) {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", count);
    for (int i = 0; i < count; i++) {
      rows.set(rows.addRow(), TIME, (long) i).set(i, TRACE, "trace" + i);
      rows.set(i, "attributes", attributes);
    }
    return rows.build();
  }

  @Test
  void whatIsUnknownOrNullIsLeftOut() throws Exception {
    RowBatch back =
        decoded(
            Tables.SPANS,
            """
            {"rows":[{"later":{"a":[1,{"b":2}]},"time_ms":7,"name":null,"more":1.5,"kind":"x"}]}""");

    assertThat(back.rows()).isEqualTo(1);
    assertThat(back.timeMillisAt(0)).isEqualTo(7);
    assertThat(back.stringAt(NAME, 0)).isEmpty();
    assertThat(back.stringAt(Tables.SPANS.column("kind"), 0)).isEqualTo("x");
    assertThat(codec.unknownValues()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "not json",
        "{\"rows\":{}}",
        "{\"rows\":[1]}",
        "{\"rows\":[[]]}",
        "{\"other\":[]}",
        "{\"rows\":[],\"more\":1}",
        "{\"rows\":[]}{}",
        "{\"rows\":[{\"time_ms\":1}",
        "{\"rows\":[{\"time_ms\":1}]",
        "{\"rows\":[{}]}",
        "{\"rows\":[{\"time_ms\":\"1\"}]}",
        "{\"rows\":[{\"time_ms\":1.5}]}",
        "{\"rows\":[{\"time_ms\":9223372036854775808}]}",
        "{\"rows\":[{\"time_ms\":1,\"name\":5}]}",
        "{\"rows\":[{\"time_ms\":1,\"name\":{\"a\":1}}]}",
        "{\"rows\":[{\"time_ms\":1,\"name\":true}]}",
      })
  void aRecordThatIsNotRowsIsRefused(String json) {
    assertThatThrownBy(() -> decoded(Tables.SPANS, json))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("spans: ");
  }

  @Test
  void aTextWhereANumberBelongsIsRefused() {
    assertThatThrownBy(
            () ->
                decoded(
                    Tables.GPU_SAMPLES, "{\"rows\":[{\"time_ms\":1,\"power_watts\":\"many\"}]}"))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("power_watts");
  }

  @Test
  void moreRowsThanABatchMayHoldAreRefused() {
    String rows = "{\"time_ms\":1},".repeat(RowBatch.MAX_ROWS) + "{\"time_ms\":1}";

    assertThatThrownBy(() -> decoded(Tables.SPANS, "{\"rows\":[" + rows + "]}"))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("at most 100000 rows");
  }
}
