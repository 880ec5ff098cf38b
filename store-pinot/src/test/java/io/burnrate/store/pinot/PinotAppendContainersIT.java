package io.burnrate.store.pinot;

import io.burnrate.store.AppendContract;
import io.burnrate.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** As {@link PinotAppendIT}, on current Pinot and Kafka in containers. */
@Tag("slow")
class PinotAppendContainersIT extends AppendContract {
  private final ClusterStores place = ClusterStores.inContainers();

  @BeforeAll
  static void assumeDocker() {
    Containers.assumeDocker();
  }

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
  void drop() {
    place.drop();
  }
}
