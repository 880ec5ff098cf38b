package io.burnrate.store.pinot;

import io.burnrate.store.AppendContract;
import io.burnrate.store.Store;
import org.junit.jupiter.api.AfterEach;

class PinotAppendIT extends AppendContract {
  private final ClusterStores place = ClusterStores.empty();

  @Override
  protected Store newStore() {
    return place.newStore();
  }

  @Override
  protected boolean showsBatchesWhole() {
    return false;
  }

  @Override
  protected boolean knowsDuplicatesAtOnce() {
    return false;
  }

  @AfterEach
  void dropTables() {
    place.drop();
  }
}
