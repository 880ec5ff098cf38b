package io.burnrate.store.duckdb;

import io.burnrate.store.ShareContract;
import io.burnrate.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DuckDbShareTest extends ShareContract {
  @TempDir Path folder;

  @Override
  protected Store newStore() {
    return TestStores.at(folder);
  }
}
