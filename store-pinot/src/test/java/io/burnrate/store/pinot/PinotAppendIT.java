package io.burnrate.store.pinot;

import io.burnrate.store.AppendContract;
import io.burnrate.store.Store;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class PinotAppendIT extends AppendContract {
  private final ClusterStores place = ClusterStores.empty();

  @Override
  protected Store newStore() throws Exception {
    return place.store(
        config -> new PinotStore(config, FlowLimits.DEFAULT, InstantSource.system(), () -> {}));
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
