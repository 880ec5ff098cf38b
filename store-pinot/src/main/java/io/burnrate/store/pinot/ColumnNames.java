package io.burnrate.store.pinot;

import com.fasterxml.jackson.core.io.SerializedString;
import io.burnrate.store.Column;
import io.burnrate.store.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The columns of one table, for writing and for finding.
 *
 * @param ready the names as JSON, by {@link Column#index}
 */
record ColumnNames(
    Table table,
    List<Column> columns,
    List<Column> required,
    List<SerializedString> ready,
    Map<String, Column> byName) {
  static ColumnNames of(Table table) {
    List<Column> columns = table.columns();
    return new ColumnNames(
        table,
        columns,
        columns.stream().filter(Column::required).toList(),
        columns.stream().map(column -> new SerializedString(column.name())).toList(),
        columns.stream().collect(Collectors.toMap(Column::name, Function.identity())));
  }
}
