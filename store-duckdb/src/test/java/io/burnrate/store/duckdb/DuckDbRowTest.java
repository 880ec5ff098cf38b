package io.burnrate.store.duckdb;

import io.burnrate.store.RowContract;
import io.burnrate.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DuckDbRowTest extends RowContract {
  @TempDir Path folder;

  @Override
  protected Store newStore() {
    return TestStores.at(folder);
  }
}
