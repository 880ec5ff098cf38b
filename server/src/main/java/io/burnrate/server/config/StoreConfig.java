package io.burnrate.server.config;

import io.burnrate.store.duckdb.DuckDbConfig;
import io.burnrate.store.pinot.PinotConfig;
import java.time.Duration;
import java.util.Map;

/** Which store is in use, and its settings. */
public sealed interface StoreConfig {
  /** How long rows are kept, by table name; a table without an entry keeps all. */
  Map<String, Duration> retention();

  /** A DuckDB file in this process. */
  record Embedded(DuckDbConfig duckDb) implements StoreConfig {
    @Override
    public Map<String, Duration> retention() {
      return duckDb.retention();
    }
  }

  /** Apache Pinot fed by Kafka; the only one that several processes can share. */
  record Distributed(PinotConfig pinot) implements StoreConfig {
    @Override
    public Map<String, Duration> retention() {
      return pinot.retention();
    }
  }
}
