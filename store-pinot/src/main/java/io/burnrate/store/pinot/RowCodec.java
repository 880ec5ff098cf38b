package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Kafka holds them: {@code {"rows":[{"time_ms":1,...},...]}}, one record for each partition
 * that a batch has rows for. Absent values are left out. A whole DOUBLE may be written without a
 * fraction. Thread-safe.
 */
final class RowCodec {
  /** The field that holds the rows; Pinot makes one row of each of its elements. */
  static final String ROWS = "rows";

  /** A record holds at most so many rows. */
  static final int MAX_RECORD_ROWS = 2_000;

  /** A record is at most so long, in bytes, unless one row alone is longer. */
  static final int MAX_RECORD_BYTES = 900_000;

  private final JsonFactory json =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  /** There are few tables, and they are constants. */
  private final Map<Table, Map<String, Column>> columnsByName = new ConcurrentHashMap<>();

  private final LongAdder unknownValues = new LongAdder();

  /**
   * One Kafka record.
   *
   * @param partition the one it belongs to
   * @param value JSON
   * @param rows how many it holds
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Encoded(int partition, byte[] value, int rows) {}

  /**
   * The records for {@code batch}, in the order of partitions; the rows of one partition keep
   * theirs. Half of a surrogate pair, which is no text, becomes U+FFFD.
   *
   * @param partitions how many the topic has
   */
  List<Encoded> encode(RowBatch batch, int partitions) {
    int[] partitionOf = partitionOf(batch, partitions);
    int[] ends = new int[partitions + 1];
    for (int partition : partitionOf) {
      ends[partition + 1]++;
    }
    for (int partition = 0; partition < partitions; partition++) {
      ends[partition + 1] += ends[partition];
    }
    int[] next = ends.clone();
    int[] order = new int[batch.rows()];
    for (int row = 0; row < order.length; row++) {
      order[next[partitionOf[row]]++] = row;
    }
    List<Encoded> records = new ArrayList<>();
    try (RecordWriter writer = new RecordWriter(json, batch)) {
      for (int partition = 0; partition < partitions; partition++) {
        for (int i = ends[partition]; i < ends[partition + 1]; i++) {
          writer.add(order[i], partition, records);
        }
        writer.finish(partition, records);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return records;
  }

  private static int[] partitionOf(RowBatch batch, int partitions) {
    Column key = batch.table().shardKey();
    int[] partitionOf = new int[batch.rows()];
    for (int row = 0; row < partitionOf.length; row++) {
      String value =
          key.type() == ColumnType.STRING
              ? RecordWriter.wellFormed(batch.stringAt(key, row))
              : Long.toString(batch.longAt(key, row));
      partitionOf[row] = Shards.of(value, partitions);
    }
    return partitionOf;
  }

  /**
   * The rows in {@code value}. Values of columns that the table does not have, as a newer version
   * may write them, are skipped and counted.
   */
  RowBatch decode(Table table, byte[] value) throws MalformedRecordException {
    try (JsonParser parser = json.createParser(value)) {
      expect(parser.nextToken(), JsonToken.START_OBJECT, "an object");
      if (!ROWS.equals(parser.nextFieldName())) {
        throw new MalformedRecordException("expected the field " + ROWS, null);
      }
      expect(parser.nextToken(), JsonToken.START_ARRAY, "an array of rows");
      RowBatch.Builder rows = RowBatch.builder(table, "kafka", capacity(table, value));
      Map<String, Column> columns = columnsByName.computeIfAbsent(table, RowCodec::byName);
      JsonToken token = parser.nextToken();
      while (token == JsonToken.START_OBJECT) {
        row(parser, columns, rows);
        token = parser.nextToken();
      }
      expect(token, JsonToken.END_ARRAY, "a row");
      expect(parser.nextToken(), JsonToken.END_OBJECT, "nothing but " + ROWS);
      expect(parser.nextToken(), null, "nothing more");
      return rows.build();
    } catch (IOException | IllegalArgumentException | MalformedRecordException e) {
      throw new MalformedRecordException(table + ": not rows: " + e.getMessage(), e);
    }
  }

  /** How many values were skipped because their column is not known. */
  long unknownValues() {
    return unknownValues.sum();
  }

  private void row(JsonParser parser, Map<String, Column> columns, RowBatch.Builder rows)
      throws IOException, MalformedRecordException {
    int row = rows.addRow();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      Column column = columns.get(name);
      if (column == null) {
        unknownValues.increment();
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        cell(parser, column, row, rows);
      }
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT, "a column");
  }

  private static void cell(JsonParser parser, Column column, int row, RowBatch.Builder rows)
      throws IOException, MalformedRecordException {
    JsonToken token = parser.currentToken();
    switch (column.type()) {
      case LONG -> {
        expect(token, JsonToken.VALUE_NUMBER_INT, "a whole number in " + column.name());
        rows.set(row, column, parser.getLongValue());
      }
      case DOUBLE -> {
        if (token != JsonToken.VALUE_NUMBER_INT) {
          expect(token, JsonToken.VALUE_NUMBER_FLOAT, "a number in " + column.name());
        }
        rows.set(row, column, parser.getDoubleValue());
      }
      case STRING -> {
        expect(token, JsonToken.VALUE_STRING, "a text in " + column.name());
        rows.set(row, column, parser.getText());
      }
    }
  }

  private static void expect(@Nullable JsonToken found, @Nullable JsonToken wanted, String what)
      throws MalformedRecordException {
    if (found != wanted) {
      throw new MalformedRecordException("expected " + what + ", found " + found, null);
    }
  }

  /** A guess from the length, so that a record with few rows does not take much memory. */
  private static int capacity(Table table, byte[] value) {
    int shortestUsualRow = 8 * table.columns().size();
    return Math.min(MAX_RECORD_ROWS, value.length / shortestUsualRow + 1);
  }

  private static Map<String, Column> byName(Table table) {
    return table.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
  }
}
