package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one table, one row each, into a batch. Values of columns that the table does not
 * have, as a newer version may write them, are skipped. Not thread-safe.
 */
final class RowReader {
  private final JsonFactory json;
  private final ColumnNames names;
  private final RowBatch.Builder rows;
  private final Runnable skipped;

  RowReader(JsonFactory json, ColumnNames names, RowBatch.Builder rows, Runnable skipped) {
    this.json = json;
    this.names = names;
    this.rows = rows;
    this.skipped = skipped;
  }

  /**
   * Adds the row in {@code value}; a record that is no such row adds nothing. At most {@link
   * RowBatch#MAX_ROWS}.
   */
  void add(byte @Nullable [] value) throws MalformedRecordException {
    if (value == null) {
      throw new MalformedRecordException(names.table() + ": not a row: nothing", null);
    }
    int row = rows.addRow();
    try (JsonParser parser = json.createParser(value)) {
      read(parser, row);
    } catch (IOException | MalformedRecordException e) {
      rows.removeLastRow();
      throw new MalformedRecordException(names.table() + ": not a row: " + e.getMessage(), e);
    }
  }

  /** How many there are so far. */
  int rows() {
    return rows.rows();
  }

  /** What was read. */
  RowBatch batch() {
    return rows.build();
  }

  private void read(JsonParser parser, int row) throws IOException, MalformedRecordException {
    expect(parser.nextToken(), JsonToken.START_OBJECT, "an object");
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      Column column = names.byName().get(name);
      if (column == null) {
        skipped.run();
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        cell(parser, column, row);
      }
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT, "a column");
    expect(parser.nextToken(), null, "nothing more");
    for (Column column : names.required()) {
      if (rows.longAt(row, column) == RowBatch.NO_LONG) {
        throw new MalformedRecordException("no " + column.name(), null);
      }
    }
  }

  private void cell(JsonParser parser, Column column, int row)
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
}
