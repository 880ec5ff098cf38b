package io.burnrate.store.pinot;

import io.burnrate.store.Table;

/** Is told, before its sender is, of each record that Kafka acknowledged. Must not block. */
@FunctionalInterface
interface Acknowledgements {
  void acknowledged(Table table, int partition, long offset);
}
