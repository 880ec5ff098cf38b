package io.burnrate.store.duckdb;

import io.burnrate.store.Query;
import java.util.List;

/**
 * A query as text with place holders, and what goes into them.
 *
 * @param parameters each a Long, Double or String
 */
record Rendered(Query query, String sql, List<Object> parameters) {
  List<String> labels() {
    return query.labels();
  }
}
