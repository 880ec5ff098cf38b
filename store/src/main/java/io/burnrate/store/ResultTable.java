package io.burnrate.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Query}: groups first, then aggregates, or the asked columns. A cell is a
 * {@link Long}, {@link Double}, {@link String}, or null when absent (a text is never null).
 */
public final class ResultTable {
  private final List<String> labels;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<@Nullable Object[]> rows;

  public ResultTable(List<String> labels, List<@Nullable Object[]> rows) {
    this.labels = List.copyOf(labels);
    this.rows = rows;
    for (int i = 0; i < labels.size(); i++) {
      places.put(labels.get(i), i);
    }
  }

  public List<String> labels() {
    return labels;
  }

  public int rows() {
    return rows.size();
  }

  public boolean present(int row, String label) {
    return cell(row, label) != null;
  }

  /** The whole number there; {@link RowBatch#NO_LONG} when absent. */
  public long longAt(int row, String label) {
    Object cell = cell(row, label);
    return cell == null ? RowBatch.NO_LONG : ((Number) cell).longValue();
  }

  /** The number there; NaN when absent. */
  public double doubleAt(int row, String label) {
    Object cell = cell(row, label);
    return cell == null ? Double.NaN : ((Number) cell).doubleValue();
  }

  public String stringAt(int row, String label) {
    Object cell = cell(row, label);
    return cell == null ? "" : cell.toString();
  }

  private @Nullable Object cell(int row, String label) {
    Integer place = places.get(label);
    if (place == null) {
      throw new IllegalArgumentException("the answer has no column " + label + ", only " + labels);
    }
    return rows.get(row)[place];
  }
}
