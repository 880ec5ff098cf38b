package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private static final TopicPartition PLACE = new TopicPartition("t", 0);

  private final FlowCounters counters = new FlowCounters();
  private long nanos;
  private final Together together = new Together(counters, () -> nanos);

  /** A record with this mark, whose offset is its name. */
  private static ConsumerRecord<byte[], byte[]> record(long offset, long mark) {
    return new ConsumerRecord<>(
        "t",
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        10,
        new byte[0],
        new byte[10],
        new RecordHeaders(Marks.headers(mark)),
        Optional.empty());
  }

  /** Reads the records one by one; the offsets of what is handed on, a text for each part. */
  private List<String> oneByOne(long... marks) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < marks.length; i++) {
      note(parts, together.add(PLACE, List.of(record(i, marks[i]))));
    }
    return parts;
  }

  private static void note(List<String> parts, List<ConsumerRecord<byte[], byte[]>> part) {
    if (!part.isEmpty()) {
      parts.add(String.join(" ", part.stream().map(each -> "" + each.offset()).toList()));
    }
  }

  private List<String> overdue() {
    List<String> parts = new ArrayList<>();
    together.overdue().values().forEach(part -> note(parts, part));
    return parts;
  }

  @Test
  void recordsThatStandAloneGoOnAtOnce() {
    assertThat(oneByOne(0, 0)).containsExactly("0", "1");
  }

  @Test
  void thoseThatBelongTogetherGoOnTogether() {
    assertThat(oneByOne(0, -7, -7, 7, 0)).containsExactly("0", "1 2 3", "4");
  }

  @Test
  void othersBetweenThemWaitSoThatTheOrderIsKept() {
    assertThat(oneByOne(-7, 0, -8, 7, 0, 8)).containsExactly("0 1 2 3 4 5");
  }

  @Test
  void theBeginningOfAPollGoesOnWhenItsEndMustWait() {
    List<String> parts = new ArrayList<>();
    note(parts, together.add(PLACE, List.of(record(0, -7), record(1, 7), record(2, -8))));
    note(parts, together.add(PLACE, List.of(record(3, 8), record(4, -9))));

    assertThat(parts).containsExactly("0 1", "2 3");
    assertThat(together.handedOn(PLACE, 5)).isEqualTo(4);
  }

  @Test
  void whatIsSentAgainAfterAnOutageIsWholeAgain() {
    assertThat(oneByOne(-7, -7, -7, -7, 7, -7, -7, 7)).containsExactly("0 1 2 3 4", "5 6 7");
  }

  @Test
  void whatIsNotCompleteInTimeGoesOnAndIsCounted() {
    assertThat(oneByOne(0, -7, -7, 0)).containsExactly("0");
    nanos = Together.PATIENCE_NANOS - 1;
    assertThat(overdue()).isEmpty();
    note(new ArrayList<>(), together.add(PLACE, List.of(record(4, -8))));
    nanos++;

    // The other one is not overdue, and still waits.
    assertThat(overdue()).containsExactly("1 2 3");
    assertThat(counters.cutRows.sum()).isEqualTo(2);
    assertThat(together.handedOn(PLACE, 5)).isEqualTo(4);
    assertThat(together.add(PLACE, List.of(record(5, 8)))).hasSize(2);
    assertThat(together.handedOn(PLACE, 6)).isEqualTo(6);
    assertThat(counters.asMap()).containsEntry("tail_cut_rows_total", 2.0);
  }

  @Test
  void noMoreThanTheLimitIsHeld() {
    List<ConsumerRecord<byte[], byte[]>> many = new ArrayList<>();
    for (int i = 0; i < Together.MOST_HELD; i++) {
      many.add(record(i, -7));
    }
    assertThat(together.add(PLACE, many)).isEmpty();
    assertThat(together.add(PLACE, List.of(record(Together.MOST_HELD, -7))))
        .hasSize(Together.MOST_HELD + 1);
    assertThat(counters.cutRows.sum()).isEqualTo(Together.MOST_HELD + 1);
  }

  @Test
  void whatIsReadElsewhereIsForgotten() {
    assertThat(oneByOne(-7)).isEmpty();
    together.forget(List.of(PLACE));
    nanos = TimeUnit.HOURS.toNanos(1);

    assertThat(overdue()).isEmpty();
  }

  @Test
  void rowsOfOneKeyAndTimeAreMarkedWhereverTheyStandInTheirBatch() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 6);
    row(rows, "a", 1);
    row(rows, "b", 1);
    row(rows, "a", 1);
    row(rows, "a", 2);
    row(rows, "a", 1);
    row(rows, "b", 1);
    long[] marks = Marks.of(rows.build());

    assertThat(marks[0]).isNegative().isEqualTo(marks[2]).isEqualTo(-marks[4]);
    assertThat(marks[1]).isNegative().isEqualTo(-marks[5]).isNotEqualTo(marks[0]);
    assertThat(marks[3]).isZero();
  }

  private static void row(RowBatch.Builder rows, String trace, long millis) {
    int row = rows.addRow();
    rows.set(row, "time_ms", millis).set(row, "trace_id", trace).set(row, "span_id", "s" + row);
  }

  @Test
  void aParcelIsNotCutBetweenThem() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 7_000);
    for (int i = 0; i < 7_000; i++) {
      row(rows, "a", i / 7);
    }
    List<Parcel> parcels = Parcel.of(rows.build(), new RowCodec(), 1);

    assertThat(parcels).hasSize(4);
    assertThat(parcels).allMatch(each -> each.rows() % 7 == 0);
  }

  @Test
  void aRecordCarriesItsMarkAlsoThroughTheSpool() {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 3);
    row(rows, "a", 1);
    row(rows, "a", 1);
    row(rows, "a", 2);
    Parcel parcel = Parcel.of(rows.build(), new RowCodec(), 1).get(0);
    SpoolFrames.Frame frame =
        Objects.requireNonNull(SpoolFrames.next(SpoolFrames.write(parcel), 0));

    Parcel kept = Objects.requireNonNull(frame.parcel());
    for (int row = 0; row < 3; row++) {
      ProducerRecord<byte[], byte[]> sent = kept.record("t", row);
      assertThat(sent.value()).isEqualTo(parcel.values().get(row));
      assertThat(Marks.of(sent.headers())).isEqualTo(parcel.marks().get(row));
    }
    assertThat(parcel.marks()).endsWith(0L);
    assertThat(parcel.marks().get(0)).isNegative().isEqualTo(-parcel.marks().get(1));
  }
}
