package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes rows of one batch as JSON. Not thread-safe. */
final class RowWriter implements AutoCloseable {
  private static final int FIRST_BYTES = 2_048;

  /** Whole numbers from here on need not be exact in a double. */
  private static final double EXACT_WHOLE = 0x1p53;

  private final ColumnNames names;
  private final RowBatch batch;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BYTES);
  private final JsonGenerator generator;

  RowWriter(JsonFactory json, ColumnNames names, RowBatch batch) throws IOException {
    this.names = names;
    this.batch = batch;
    this.generator = json.createGenerator(bytes);
    generator.setRootValueSeparator(new SerializedString(""));
  }

  byte[] row(int row) throws IOException {
    bytes.reset();
    generator.writeStartObject();
    for (Column column : names.columns()) {
      SerializedString name = names.ready().get(column.index());
      switch (column.type()) {
        case LONG -> write(name, batch.longAt(column, row));
        case DOUBLE -> write(name, batch.doubleAt(column, row));
        case STRING -> write(name, batch.stringAt(column, row));
      }
    }
    generator.writeEndObject();
    generator.flush();
    if (bytes.size() > RowCodec.MAX_RECORD_BYTES) {
      throw new BurnrateException(
          ErrorCode.TOO_LARGE,
          names.table()
              + ": a row of "
              + bytes.size()
              + " bytes, at most "
              + RowCodec.MAX_RECORD_BYTES
              + " fit");
    }
    return bytes.toByteArray();
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
}
