package io.burnrate.store.pinot;

import io.burnrate.store.ShareContract;
import io.burnrate.store.Store;
import org.junit.jupiter.api.AfterEach;

class PinotShareIT extends ShareContract {
  private final ClusterStores place = ClusterStores.empty();

  @Override
  protected Store newStore() {
    return place.newStore();
  }

  @AfterEach
  void dropTables() {
    place.drop();
  }
}
