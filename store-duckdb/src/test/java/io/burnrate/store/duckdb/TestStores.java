package io.burnrate.store.duckdb;

import io.burnrate.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Stores as the tests want them: small, and quick to commit. */
final class TestStores {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T13:00:00Z"));

  private TestStores() {}

  static Store at(Path folder) {
    return DuckDb.create(config(folder), CLOCK);
  }

  static DuckDbConfig config(Path folder) {
    return new DuckDbConfig(folder, 256L << 20, 2, Duration.ofMillis(5), 500_000, Map.of());
  }
}
