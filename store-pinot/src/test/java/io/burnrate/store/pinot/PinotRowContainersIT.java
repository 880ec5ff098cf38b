package io.burnrate.store.pinot;

import io.burnrate.store.RowContract;
import io.burnrate.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** As {@link PinotRowIT}, on current Pinot and Kafka in containers. */
@Tag("slow")
class PinotRowContainersIT extends RowContract {
  private final ClusterStores place = ClusterStores.inContainers();

  @BeforeAll
  static void assumeDocker() {
    Containers.assumeDocker();
  }

  @Override
  protected Store newStore() {
    return place.newStore();
  }

  @AfterEach
  void drop() {
    place.drop();
  }
}
