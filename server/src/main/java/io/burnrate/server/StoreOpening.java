package io.burnrate.server;

import io.burnrate.server.config.StoreConfig;
import io.burnrate.store.Store;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.pinot.Pinot;
import java.time.InstantSource;

/** The store that the configuration asks for. */
final class StoreOpening {
  private StoreOpening() {}

  /** Touches nothing yet. */
  static Store create(StoreConfig config, InstantSource clock) {
    if (config instanceof StoreConfig.Distributed distributed) {
      return Pinot.create(distributed.pinot(), clock);
    }
    return DuckDb.create(((StoreConfig.Embedded) config).duckDb(), clock);
  }
}
