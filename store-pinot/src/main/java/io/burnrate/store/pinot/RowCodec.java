package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Rows as Kafka holds them: each is a record, a JSON object like {@code {"time_ms":1,...}} without
 * the absent values, in the partition that {@link Shards} says for its {@link Table#shardKey}. A
 * whole DOUBLE may be written without a fraction. Thread-safe.
 */
final class RowCodec {
  /** A longer row is refused; Kafka is set up to take records of this size. */
  static final int MAX_RECORD_BYTES = 4 << 20;

  private final JsonFactory json =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  /** There are few tables, and they are constants. */
  private final Map<Table, ColumnNames> names = new ConcurrentHashMap<>();

  private final LongAdder unknownValues = new LongAdder();

  /**
   * One Kafka record.
   *
   * @param partition the one it belongs to
   * @param value JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Encoded(int partition, byte[] value) {}

  /**
   * A record for each row of {@code batch}, in its order. Half of a surrogate pair, which is no
   * text, becomes U+FFFD. Throws {@link io.burnrate.domain.BurnrateException} with TOO_LARGE when a
   * row is longer than {@link #MAX_RECORD_BYTES}.
   *
   * @param partitions how many the topic has
   */
  List<Encoded> encode(RowBatch batch, int partitions) {
    List<Encoded> records = new ArrayList<>(batch.rows());
    try (RowWriter writer = new RowWriter(json, names(batch.table()), batch)) {
      for (int row = 0; row < batch.rows(); row++) {
        records.add(new Encoded(partition(batch, row, partitions), writer.row(row)));
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return records;
  }

  /** The partition of one row, out of so many. */
  static int partition(RowBatch batch, int row, int partitions) {
    Column key = batch.table().shardKey();
    String value =
        key.type() == ColumnType.STRING
            ? RowWriter.wellFormed(batch.stringAt(key, row))
            : Long.toString(batch.longAt(key, row));
    return Shards.of(value, partitions);
  }

  /**
   * Puts records together to a batch again.
   *
   * @param capacity about how many there will be
   */
  RowReader reader(Table table, int capacity) {
    return new RowReader(
        json, names(table), RowBatch.builder(table, "kafka", capacity), this::skipped);
  }

  /** How many values were skipped because their column is not known. */
  long unknownValues() {
    return unknownValues.sum();
  }

  private void skipped() {
    unknownValues.increment();
  }

  private ColumnNames names(Table table) {
    return names.computeIfAbsent(table, ColumnNames::of);
  }
}
