package io.burnrate.store.pinot;

import io.burnrate.store.TailContract;
import io.burnrate.store.Store;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class PinotTailIT extends TailContract {
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
