package io.burnrate.store.pinot;

import io.burnrate.store.ShareContract;
import io.burnrate.store.Store;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class PinotShareIT extends ShareContract {
  private final ClusterStores place = ClusterStores.empty();

  @Override
  protected Store newStore() throws Exception {
    return place.store(
        config -> new PinotStore(config, FlowLimits.DEFAULT, InstantSource.system(), () -> {}));
  }

  @AfterEach
  void dropTables() {
    place.drop();
  }
}
