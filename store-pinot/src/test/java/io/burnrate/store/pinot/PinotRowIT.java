package io.burnrate.store.pinot;

import io.burnrate.store.RowContract;
import io.burnrate.store.Store;
import org.junit.jupiter.api.AfterEach;

class PinotRowIT extends RowContract {
  private final ClusterStores place = ClusterStores.empty();

  @Override
  protected Store newStore() {
    return place.newStore();
  }

  @AfterEach
  void drop() {
    place.drop();
  }
}
