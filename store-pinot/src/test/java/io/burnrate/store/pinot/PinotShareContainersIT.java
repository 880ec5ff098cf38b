package io.burnrate.store.pinot;

import io.burnrate.store.ShareContract;
import io.burnrate.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** As {@link PinotShareIT}, on current Pinot and Kafka in containers. */
@Tag("slow")
class PinotShareContainersIT extends ShareContract {
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
