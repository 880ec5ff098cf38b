package io.burnrate.store;

/** What a column holds. */
public enum ColumnType {
  /** A whole number; {@link RowBatch#NO_LONG} when absent. */
  LONG,
  /** A number; NaN when absent. Infinite values are refused. */
  DOUBLE,
  /** A text; empty when absent. */
  STRING
}
