package io.burnrate.store.pinot;

import io.burnrate.store.Store;
import io.burnrate.store.TailContract;
import org.junit.jupiter.api.AfterEach;

class PinotTailIT extends TailContract {
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
