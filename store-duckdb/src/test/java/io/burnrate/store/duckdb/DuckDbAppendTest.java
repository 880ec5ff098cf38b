package io.burnrate.store.duckdb;

import io.burnrate.store.AppendContract;
import io.burnrate.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DuckDbAppendTest extends AppendContract {
  @TempDir Path folder;

  @Override
  protected Store newStore() {
    return TestStores.at(folder);
  }
}
