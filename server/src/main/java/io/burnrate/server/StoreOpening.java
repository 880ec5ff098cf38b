package io.burnrate.server;

import io.burnrate.domain.BurnrateException;
import io.burnrate.server.config.StoreConfig;
import io.burnrate.store.Store;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.pinot.Pinot;
import io.burnrate.store.pinot.PinotConfig;
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

  /** Opens it, or throws a BurnrateException that says what to do. */
  static void open(Store store, StoreConfig config) {
    try {
      store.open();
    } catch (BurnrateException e) {
      if (config instanceof StoreConfig.Distributed distributed) {
        throw new BurnrateException(e.code(), e.getMessage() + remedy(distributed.pinot()), e);
      }
      throw e;
    }
  }

  /** The settings by which this store is found, to compare with what failed. */
  static String remedy(PinotConfig config) {
    return " (store.controller "
        + config.controller()
        + ", store.brokers "
        + config.brokers()
        + ", store.kafka.bootstrapServers "
        + config.kafka().bootstrapServers()
        + ", store.prefix "
        + config.prefix()
        + ")";
  }
}
