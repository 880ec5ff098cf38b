package io.burnrate.store.pinot;

import io.burnrate.store.Store;
import java.time.InstantSource;

/** The door to the distributed store; {@link PinotBootstrap} prepares a cluster for it. */
public final class Pinot {
  private Pinot() {}

  /** A store on {@code config}'s Kafka and Pinot; nothing is touched before {@link Store#open}. */
  public static Store create(PinotConfig config, InstantSource clock) {
    return new PinotStore(
        config, FlowLimits.DEFAULT, clock, () -> PinotBootstrap.create(config).check());
  }
}
