package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.store.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question in Pinot's SQL and how to read a row of its answer.
 *
 * @param cells one for each of the query's labels
 */
record Rendered(Query query, String sql, List<Cell> cells) {
  /** What a {@link Cell} answers when the true whole number cannot be told from a double. */
  static final Object INEXACT = new Object();

  /** Reads one cell of the answer out of one row of Pinot's: null when absent, or INEXACT. */
  interface Cell {
    @Nullable Object of(JsonNode row);
  }
}
