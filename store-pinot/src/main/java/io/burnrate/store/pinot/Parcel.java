package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rows of one partition on their way, acknowledged or spooled together.
 *
 * @param table whose rows they are
 * @param partition of the table's topic
 * @param values Kafka's records, one for each row, in order
 * @param marks of the values, see {@link Marks}; empty when none of them has one
 * @param bytes the length of all values
 */
record Parcel(Table table, int partition, List<byte[]> values, List<Long> marks, int bytes) {
  private static final int MOST_ROWS = 2_000;
  private static final int USUAL_BYTES = 512 << 10;

  /** Rows that belong together are not cut before it is this many times as large. */
  private static final int STRETCH = 4;

  Parcel(Table table, int partition, List<byte[]> values) {
    this(table, partition, values, List.of());
  }

  Parcel(Table table, int partition, List<byte[]> values, List<Long> marks) {
    this(table, partition, values, marks, values.stream().mapToInt(value -> value.length).sum());
  }

  int rows() {
    return values.size();
  }

  /** One row as it is sent to {@code topic}. */
  ProducerRecord<byte[], byte[]> record(String topic, int row) {
    long mark = marks.isEmpty() ? 0 : marks.get(row);
    return new ProducerRecord<>(topic, partition, null, null, values.get(row), Marks.headers(mark));
  }

  /** The rows of {@code batch}; those of one partition keep their order. */
  static List<Parcel> of(RowBatch batch, RowCodec codec, int partitions) {
    List<Parcel> parcels = new ArrayList<>();
    Map<Integer, Growing> growing = new HashMap<>();
    long[] marks = Marks.of(batch);
    int row = 0;
    for (RowCodec.Encoded each : codec.encode(batch, partitions)) {
      Growing to = growing.computeIfAbsent(each.partition(), partition -> new Growing());
      to.add(each.value(), marks[row++]);
      if (to.isFull()) {
        parcels.add(to.parcel(batch.table(), each.partition()));
        growing.remove(each.partition());
      }
    }
    growing.forEach((partition, rest) -> parcels.add(rest.parcel(batch.table(), partition)));
    return parcels;
  }

  private static final class Growing {
    private final List<byte[]> values = new ArrayList<>();
    private final List<Long> marks = new ArrayList<>();
    private final Set<Long> open = new HashSet<>();
    private boolean marked;
    private int bytes;

    void add(byte[] value, long mark) {
      values.add(value);
      marks.add(mark);
      bytes += value.length;
      marked |= mark != 0;
      if (mark < 0) {
        open.add(-mark);
      } else {
        open.remove(mark);
      }
    }

    boolean isFull() {
      int stretch = open.isEmpty() ? 1 : STRETCH;
      return values.size() >= stretch * MOST_ROWS || bytes >= stretch * USUAL_BYTES;
    }

    Parcel parcel(Table table, int partition) {
      return new Parcel(table, partition, values, marked ? marks : List.of(), bytes);
    }
  }
}
