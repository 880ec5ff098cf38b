package io.burnrate.store.duckdb;

import io.burnrate.store.Store;
import java.time.InstantSource;

/** The one door into this package. */
public final class DuckDb {
  private DuckDb() {}

  /** A store in the folder {@code config.path()}; nothing is touched before {@link Store#open}. */
  public static Store create(DuckDbConfig config, InstantSource clock) {
    return new DuckDbStore(config, Limits.DEFAULT, clock);
  }
}
