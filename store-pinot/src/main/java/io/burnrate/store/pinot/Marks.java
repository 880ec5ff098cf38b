package io.burnrate.store.pinot;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.RowBatch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Which rows were appended together with the same shard key and time. Readers hand these on
 * together: the readings of a GPU's instances are one reading of the GPU. A mark is 0 for a row
 * that stands alone; otherwise a number that such rows share, negative while more of them follow in
 * the partition, positive for the last one.
 */
final class Marks {
  /** Of Kafka's records. */
  private static final String HEADER = "t";

  private Marks() {}

  /** What rows have in common. */
  private record Tie(String key, long timeMillis) {}

  /** The marks of all rows; rows with the same key are in the same partition. */
  static long[] of(RowBatch batch) {
    long[] marks = new long[batch.rows()];
    Map<Tie, Integer> nextOf = new HashMap<>(2 * marks.length);
    Column key = batch.table().shardKey();
    for (int row = marks.length - 1; row >= 0; row--) {
      String text =
          key.type() == ColumnType.STRING
              ? batch.stringAt(key, row)
              : Long.toString(batch.longAt(key, row));
      Tie tie = new Tie(text, batch.timeMillisAt(row));
      Integer next = nextOf.put(tie, row);
      if (next != null) {
        long number = number(tie);
        marks[row] = -number;
        marks[next] = marks[next] == 0 ? number : marks[next];
      }
    }
    return marks;
  }

  /** Positive; two ties that are on their way at the same time hardly ever share it. */
  private static long number(Tie tie) {
    long mixed = (tie.timeMillis << 32 ^ tie.key.hashCode()) * 0x9E37_79B9_7F4A_7C15L;
    return Math.max(1, (mixed ^ tie.timeMillis) & Long.MAX_VALUE);
  }

  static List<Header> headers(long mark) {
    return mark == 0
        ? List.of()
        : List.of(new RecordHeader(HEADER, ByteBuffer.allocate(Long.BYTES).putLong(mark).array()));
  }

  static long of(Headers headers) {
    Header found = headers.lastHeader(HEADER);
    byte[] value = found == null ? null : found.value();
    return value == null || value.length != Long.BYTES ? 0 : ByteBuffer.wrap(value).getLong();
  }
}
