package io.burnrate.store.pinot;

import io.burnrate.store.Table;

/**
 * What our tables are called outside: table and topic have one name.
 *
 * @param prefix lets several installations share a cluster
 */
record Names(String prefix) {
  /** The name of {@code table} in Pinot, without its type. */
  String table(Table table) {
    return prefix + "_" + table.name();
  }

  /** The topic that feeds it. */
  String topic(Table table) {
    return table(table);
  }

  /** The consumer group of members that share work. */
  String group(String group) {
    return prefix + "-" + group;
  }
}
