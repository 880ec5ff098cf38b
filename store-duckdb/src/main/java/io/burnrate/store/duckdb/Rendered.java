package io.burnrate.store.duckdb;

import java.util.List;

/**
 * A query as text with place holders, what goes into them, and the answer's labels.
 *
 * @param parameters each a Long, Double or String
 */
record Rendered(String sql, List<Object> parameters, List<String> labels) {}
