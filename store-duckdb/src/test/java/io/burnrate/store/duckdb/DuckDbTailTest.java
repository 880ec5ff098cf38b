package io.burnrate.store.duckdb;

import io.burnrate.store.Store;
import io.burnrate.store.TailContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTailTest extends TailContract {
  @TempDir Path folder;

  @Override
  protected Store newStore() {
    return TestStores.at(folder);
  }
}
