package io.burnrate.store.pinot;

import io.burnrate.store.QueryContract;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import org.junit.jupiter.api.AfterEach;

class PinotQueryIT extends QueryContract {
  private final ClusterStores place = ClusterStores.empty(Tables.SPANS, Tables.GPU_SAMPLES);

  @Override
  protected Store newStore() {
    return place.newStore();
  }

  @AfterEach
  void drop() {
    place.drop();
  }
}
