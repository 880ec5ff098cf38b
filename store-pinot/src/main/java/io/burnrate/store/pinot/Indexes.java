package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Column;
import io.burnrate.store.Column.Role;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses the indexes of a table by the roles of its columns. */
final class Indexes {
  /** Dimensions that questions choose rows by. */
  private static final Set<String> FILTERED =
      Set.of("cluster", "pool", "node", "namespace", "workload", "service", "model", "rule");

  /** Texts of which nearly every row has another; a dictionary of them would only cost. */
  private static final Set<String> NEARLY_UNIQUE = Set.of("span_id", "parent_span_id", "record_id");

  /** What the ledger is summed up by, the most often filtered first. */
  private static final List<String> LEDGER_TREE =
      List.of("ledger_class", "cluster", "pool", "gpu_model", "namespace", "workload");

  /** Rows that may be left to scan below one branch of a star-tree; Pinot's own default. */
  private static final int MAX_LEAF_RECORDS = 10_000;

  private Indexes() {}

  /** The part {@code tableIndexConfig}, without the stream. */
  static ObjectNode of(Table table) {
    ObjectNode indexes = JsonNodeFactory.instance.objectNode();
    indexes.put("loadMode", "MMAP").put("nullHandlingEnabled", false);
    indexes.putArray("sortedColumn").add(table.shardKey().name());
    names(indexes, "invertedIndexColumns", table, Indexes::inverted);
    names(indexes, "noDictionaryColumns", table, column -> raw(table, column));
    names(
        indexes,
        "varLengthDictionaryColumns",
        table,
        column -> column.type() == ColumnType.STRING && !raw(table, column));
    indexes.putArray("rangeIndexColumns").add(table.time().name());
    indexes.putArray("bloomFilterColumns").add(table.shardKey().name());
    if (summedUp(table)) {
      starTree(indexes, table);
    }
    return indexes;
  }

  /** The part {@code fieldConfigList}: how values without a dictionary are compressed. */
  static ArrayNode fields(Table table) {
    ArrayNode fields = JsonNodeFactory.instance.arrayNode();
    for (Column column : table.columns()) {
      if (raw(table, column)) {
        ObjectNode field =
            fields
                .addObject()
                .put("name", column.name())
                .put("encodingType", "RAW")
                .put("compressionCodec", column.role() == Role.PAYLOAD ? "ZSTANDARD" : "LZ4");
        if (column.type() == ColumnType.STRING) {
          // The format for texts of any length; older ones make room for the longest everywhere.
          field.putObject("properties").put("rawIndexWriterVersion", "4");
        }
      }
    }
    return fields;
  }

  private static boolean summedUp(Table table) {
    return table.name().equals(Tables.LEDGER.name());
  }

  private static boolean inverted(Column column) {
    return column.role() == Role.DIMENSION && FILTERED.contains(column.name());
  }

  /** A star-tree's dimensions need a dictionary, and so its time does. */
  private static boolean raw(Table table, Column column) {
    return switch (column.role()) {
      case TIME -> !summedUp(table);
      case METRIC, PAYLOAD -> true;
      case KEY, DIMENSION ->
          NEARLY_UNIQUE.contains(column.name()) && !column.equals(table.shardKey());
    };
  }

  /** Sums that are asked for with their least and greatest summand, as proof of exactness. */
  private static void starTree(ObjectNode indexes, Table table) {
    ObjectNode tree = indexes.putArray("starTreeIndexConfigs").addObject();
    ArrayNode dimensions = tree.putArray("dimensionsSplitOrder");
    LEDGER_TREE.forEach(dimensions::add);
    dimensions.add(table.time().name());
    ArrayNode pairs = tree.putArray("functionColumnPairs").add("COUNT__*");
    for (Column column : table.columns()) {
      if (column.required() && column.role() == Role.METRIC) {
        pairs.add("SUM__" + column.name());
        pairs.add("MIN__" + column.name());
        pairs.add("MAX__" + column.name());
      }
    }
    tree.put("maxLeafRecords", MAX_LEAF_RECORDS);
    indexes.put("enableDynamicStarTreeCreation", true);
  }

  private static void names(
      ObjectNode indexes, String kind, Table table, Predicate<Column> chosen) {
    ArrayNode names = indexes.putArray(kind);
    table.columns().stream().filter(chosen).forEach(column -> names.add(column.name()));
  }
}
