package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Column;
import io.burnrate.store.Table;

/**
 * Makes Pinot's schema of a table. An absent value is the {@code defaultNullValue} of its type,
 * which no present value has: numbers cannot be {@link #ABSENT_LONG} or infinite.
 */
final class SchemaJson {
  static final long ABSENT_LONG = Long.MIN_VALUE;
  static final String ABSENT_DOUBLE = "-Infinity";
  static final String ABSENT_STRING = "";

  /** Characters. No record is longer; Pinot cuts a longer text, and beyond 512 when not told. */
  static final int MAX_LENGTH = RowCodec.MAX_RECORD_BYTES;

  /** Where Pinot cuts when not told. */
  static final int IMPLIED_LENGTH = 512;

  static final String DIMENSIONS = "dimensionFieldSpecs";
  static final String TIMES = "dateTimeFieldSpecs";
  static final String PRIMARY_KEY = "primaryKeyColumns";

  private SchemaJson() {}

  /** The schema of {@code table}, called {@code name}. */
  static ObjectNode of(Table table, String name) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("schemaName", name);
    ArrayNode columns = schema.putArray(DIMENSIONS);
    for (Column column : table.columns()) {
      if (!column.equals(table.time())) {
        columns.add(column(column));
      }
    }
    schema
        .putArray(TIMES)
        .addObject()
        .put("name", table.time().name())
        .put("dataType", "LONG")
        .put("format", "1:MILLISECONDS:EPOCH")
        .put("granularity", "1:MILLISECONDS");
    ArrayNode key = schema.putArray(PRIMARY_KEY);
    table.identity().forEach(column -> key.add(column.name()));
    return schema;
  }

  /**
   * One column other than the time. Numbers too are "dimensions": what Pinot calls metrics differs
   * only in defaults.
   */
  private static ObjectNode column(Column column) {
    ObjectNode spec =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", column.name())
            .put("dataType", column.type().name());
    switch (column.type()) {
      case LONG -> spec.put("defaultNullValue", ABSENT_LONG);
      case DOUBLE -> spec.put("defaultNullValue", ABSENT_DOUBLE);
      case STRING -> spec.put("maxLength", MAX_LENGTH).put("defaultNullValue", ABSENT_STRING);
    }
    return spec;
  }

  /** What Pinot takes for absent where a schema says nothing; it leaves that out in its answers. */
  static String impliedDefault(String dataType) {
    return switch (dataType) {
      case "LONG" -> "" + ABSENT_LONG;
      case "DOUBLE" -> ABSENT_DOUBLE;
      default -> "null";
    };
  }
}
