package io.burnrate.store.pinot;

import io.burnrate.store.Store;
import io.burnrate.store.TailContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** As {@link PinotTailIT}, on current Pinot and Kafka in containers. */
@Tag("slow")
class PinotTailContainersIT extends TailContract {
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
