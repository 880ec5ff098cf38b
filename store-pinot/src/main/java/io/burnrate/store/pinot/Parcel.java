package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of one partition on their way, acknowledged or spooled together.
 *
 * @param table whose rows they are
 * @param partition of the table's topic
 * @param values Kafka's records, one for each row, in order
 * @param bytes the length of all of them
 */
record Parcel(Table table, int partition, List<byte[]> values, int bytes) {
  private static final int MOST_ROWS = 2_000;
  private static final int USUAL_BYTES = 512 << 10;

  Parcel(Table table, int partition, List<byte[]> values) {
    this(table, partition, values, values.stream().mapToInt(value -> value.length).sum());
  }

  int rows() {
    return values.size();
  }

  /** The rows of {@code batch}; those of one partition keep their order. */
  static List<Parcel> of(RowBatch batch, RowCodec codec, int partitions) {
    List<Parcel> parcels = new ArrayList<>();
    Map<Integer, Growing> growing = new HashMap<>();
    for (RowCodec.Encoded each : codec.encode(batch, partitions)) {
      Growing to = growing.computeIfAbsent(each.partition(), partition -> new Growing());
      to.values.add(each.value());
      to.bytes += each.value().length;
      if (to.values.size() == MOST_ROWS || to.bytes >= USUAL_BYTES) {
        parcels.add(to.parcel(batch.table(), each.partition()));
        growing.remove(each.partition());
      }
    }
    growing.forEach((partition, rest) -> parcels.add(rest.parcel(batch.table(), partition)));
    return parcels;
  }

  private static final class Growing {
    final List<byte[]> values = new ArrayList<>();
    int bytes;

    Parcel parcel(Table table, int partition) {
      return new Parcel(table, partition, values, bytes);
    }
  }
}
