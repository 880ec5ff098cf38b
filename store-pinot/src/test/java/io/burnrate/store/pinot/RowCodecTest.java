package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
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
    RowReader reader = codec.reader(table, 1);
    reader.add(json.getBytes(StandardCharsets.UTF_8));
    return reader.batch();
  }

  private RowBatch throughKafka(RowBatch batch) throws MalformedRecordException {
    RowReader reader = codec.reader(batch.table(), 1);
    for (Encoded each : codec.encode(batch, 1)) {
      reader.add(each.value());
    }
    return reader.batch();
  }

  @Test
  void aRowIsAnObjectWithoutItsAbsentValues() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 2);
    rows.set(rows.addRow(), TIME, 1L).set(0, NAME, "a\"b").set(0, "entry", 1);
    rows.set(rows.addRow(), TIME, -5L);

    List<Encoded> records = codec.encode(rows.build(), 1);

    assertThat(records)
        .extracting(each -> new String(each.value(), StandardCharsets.UTF_8))
        .containsExactly("{\"time_ms\":1,\"name\":\"a\\\"b\",\"entry\":1}", "{\"time_ms\":-5}");
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
              assertThat(
                      Double.compare(actual.doubleAt(column, row), expected.doubleAt(column, row)))
                  .as(column.name())
                  .isZero();
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

    List<Encoded> records = codec.encode(rows.build(), 1_000);

    assertThat(records.get(0).partition()).isEqualTo(records.get(1).partition());
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
  void rowsGoToThePartitionOfTheirShardKeyInTheirOrder() {
    RowBatch batch = spans(500, "");

    List<Encoded> records = codec.encode(batch, 7);

    assertThat(records).hasSize(500);
    for (int row = 0; row < 500; row++) {
      assertThat(records.get(row).partition()).isEqualTo(Shards.of("trace" + row, 7));
    }
    assertThat(records.stream().map(Encoded::partition).distinct()).hasSize(7);
  }

  @Test
  void aLongRowComesBack() throws Exception {
    String attributes = "\u0001x".repeat(500_000);

    RowBatch back = throughKafka(spans(2, attributes));

    assertThat(back.stringAt(Tables.SPANS.column("attributes"), 1)).isEqualTo(attributes);
  }

  @Test
  void aRowLongerThanARecordMayBeIsRefused() {
    RowBatch batch = spans(1, "x".repeat(4 << 20));

    assertThatThrownBy(() -> codec.encode(batch, 1))
        .isInstanceOf(BurnrateException.class)
        .hasMessageMatching("spans: a row of \\d+ bytes, at most 4194304 fit")
        .extracting(failure -> ((BurnrateException) failure).code())
        .isEqualTo(ErrorCode.TOO_LARGE);
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
            {"later":{"a":[1,{"b":2}]},"time_ms":7,"name":null,"more":1.5,"kind":"x"}""");

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
        "1",
        "null",
        "not json",
        "{}",
        "{\"name\":\"no time\"}",
        "{\"time_ms\":1",
        "{\"time_ms\":1}{}",
        "{\"time_ms\":1}x",
        "{\"time_ms\":null}",
        "{\"time_ms\":\"1\"}",
        "{\"time_ms\":1.5}",
        "{\"time_ms\":9223372036854775808}",
        "{\"time_ms\":-9223372036854775808}",
        "{\"time_ms\":1,\"name\":5}",
        "{\"time_ms\":1,\"name\":{\"a\":1}}",
        "{\"time_ms\":1,\"name\":[\"a\"]}",
        "{\"time_ms\":1,\"name\":true}",
      })
  void aRecordThatIsNotARowIsRefused(String json) {
    assertThatThrownBy(() -> decoded(Tables.SPANS, json))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("spans: not a row: ");
  }

  @Test
  void aTextWhereANumberBelongsIsRefused() {
    assertThatThrownBy(
            () -> decoded(Tables.GPU_SAMPLES, "{\"time_ms\":1,\"power_watts\":\"many\"}"))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("power_watts");
  }

  @Test
  void aRecordWithoutAValueIsRefused() {
    assertThatThrownBy(() -> codec.reader(Tables.SPANS, 1).add(null))
        .isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void aRefusedRecordLeavesTheOthersAlone() throws Exception {
    RowReader reader = codec.reader(Tables.SPANS, 1);
    reader.add("{\"time_ms\":1,\"name\":\"a\"}".getBytes(StandardCharsets.UTF_8));
    byte[] broken =
        "{\"time_ms\":2,\"kind\":\"b\",\"input_tokens\":3,".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> reader.add(broken)).isInstanceOf(MalformedRecordException.class);
    reader.add("{\"time_ms\":3}".getBytes(StandardCharsets.UTF_8));
    RowBatch back = reader.batch();

    assertThat(back.rows()).isEqualTo(2);
    assertThat(back.timeMillisAt(1)).isEqualTo(3);
    assertThat(back.stringAt(Tables.SPANS.column("kind"), 1)).isEmpty();
    assertThat(back.longAt(TOKENS, 1)).isEqualTo(RowBatch.NO_LONG);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] value = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};

    assertThatThrownBy(() -> codec.reader(Tables.SPANS, 1).add(value))
        .isInstanceOf(MalformedRecordException.class);
  }
}
