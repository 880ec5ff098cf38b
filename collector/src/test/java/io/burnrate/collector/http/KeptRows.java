package io.burnrate.collector.http;

import io.burnrate.store.AppendStore;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Remembers what is appended, where a test looks at rows and not at a store. */
public final class KeptRows implements AppendStore {
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final List<Integer> batches = new ArrayList<>();

  @Override
  public synchronized CompletionStage<Void> append(RowBatch batch) {
    batches.add(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      Map<String, Object> values = new HashMap<>();
      for (Column column : batch.table().columns()) {
        values.put(column.name(), value(batch, column, row));
      }
      rows.add(values);
    }
    return CompletableFuture.completedFuture(null);
  }

  private static Object value(RowBatch batch, Column column, int row) {
    return switch (column.type()) {
      case STRING -> batch.stringAt(column, row);
      case LONG -> batch.longAt(column, row);
      case DOUBLE -> batch.doubleAt(column, row);
    };
  }

  public synchronized List<Map<String, Object>> rows() {
    return List.copyOf(rows);
  }

  /** The sizes of the batches. */
  public synchronized List<Integer> batches() {
    return List.copyOf(batches);
  }

  public Map<String, Object> only() {
    if (rows().size() != 1) {
      throw new AssertionError(rows().size() + " rows");
    }
    return rows().get(0);
  }
}
