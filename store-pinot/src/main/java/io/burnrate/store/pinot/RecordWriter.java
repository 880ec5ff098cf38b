package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.pinot.RowCodec.Encoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Collects rows of one batch into records, and begins a new one before a limit is passed. Rows are
 * written one behind the other by one generator; braces and commas between them are put in here, so
 * that the row that turned out too much can open the next record. Not thread-safe.
 */
final class RecordWriter implements AutoCloseable {
  private static final byte[] BEFORE =
      ("{\"" + RowCodec.ROWS + "\":[").getBytes(StandardCharsets.UTF_8);
  private static final byte[] AFTER = "]}".getBytes(StandardCharsets.UTF_8);

  /** Whole numbers from here on need not be exact in a double. */
  private static final double EXACT_WHOLE = 0x1p53;

  private final RowBatch batch;
  private final List<Column> columns;
  private final SerializedString[] names;
  private final Bytes bytes = new Bytes();
  private final JsonGenerator generator;
  private int rows;

  RecordWriter(JsonFactory json, RowBatch batch) throws IOException {
    this.batch = batch;
    this.columns = batch.table().columns();
    this.names =
        columns.stream()
            .map(column -> new SerializedString(column.name()))
            .toArray(SerializedString[]::new);
    this.generator = json.createGenerator(bytes);
    generator.setRootValueSeparator(new SerializedString(""));
    bytes.writeBytes(BEFORE);
  }

  /** Adds {@code row}; a record that is full because of it goes to {@code records} without it. */
  void add(int row, int partition, List<Encoded> records) throws IOException {
    int before = bytes.size();
    if (rows > 0) {
      bytes.write(',');
    }
    int start = bytes.size();
    write(row);
    generator.flush();
    boolean full =
        rows == RowCodec.MAX_RECORD_ROWS
            || rows > 0 && bytes.size() + AFTER.length > RowCodec.MAX_RECORD_BYTES;
    if (full) {
      byte[] last = bytes.from(start);
      bytes.cut(before);
      finish(partition, records);
      bytes.writeBytes(last);
    }
    rows++;
  }

  /** Ends the record, if it holds anything. */
  void finish(int partition, List<Encoded> records) {
    if (rows == 0) {
      return;
    }
    bytes.writeBytes(AFTER);
    records.add(new Encoded(partition, bytes.toByteArray(), rows));
    bytes.cut(BEFORE.length);
    rows = 0;
  }

  private void write(int row) throws IOException {
    generator.writeStartObject();
    for (int i = 0; i < names.length; i++) {
      Column column = columns.get(i);
      switch (column.type()) {
        case LONG -> write(names[i], batch.longAt(column, row));
        case DOUBLE -> write(names[i], batch.doubleAt(column, row));
        case STRING -> write(names[i], batch.stringAt(column, row));
      }
    }
    generator.writeEndObject();
  }

  private void write(SerializedString name, long value) throws IOException {
    if (value != RowBatch.NO_LONG) {
      generator.writeFieldName(name);
      generator.writeNumber(value);
    }
  }

  private void write(SerializedString name, double value) throws IOException {
    if (Double.isNaN(value)) {
      return;
    }
    generator.writeFieldName(name);
    long whole = (long) value;
    boolean negativeZero = whole == 0 && Double.doubleToRawLongBits(value) != 0;
    if (whole == value && Math.abs(value) < EXACT_WHOLE && !negativeZero) {
      generator.writeNumber(whole);
    } else {
      generator.writeNumber(value);
    }
  }

  private void write(SerializedString name, String value) throws IOException {
    if (!value.isEmpty()) {
      generator.writeFieldName(name);
      generator.writeString(wellFormed(value));
    }
  }

  /** Without halves of surrogate pairs, which have no UTF-8. */
  static String wellFormed(String text) {
    char[] copy = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
        continue;
      }
      if (copy == null) {
        copy = text.toCharArray();
      }
      copy[i] = '\ufffd';
    }
    return copy == null ? text : new String(copy);
  }

  @Override
  public void close() throws IOException {
    generator.close();
  }

  /** Bytes of which the last ones can be taken back. */
  private static final class Bytes extends ByteArrayOutputStream {
    private static final int FIRST_BYTES = 8_192;

    Bytes() {
      super(FIRST_BYTES);
    }

    synchronized byte[] from(int start) {
      return Arrays.copyOfRange(buf, start, count);
    }

    synchronized void cut(int size) {
      count = size;
    }
  }
}
