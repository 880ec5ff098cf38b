package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Store;
import java.time.InstantSource;
import java.util.List;

/** The door to the distributed store; {@link PinotBootstrap} prepares a cluster for it. */
public final class Pinot {
  private Pinot() {}

  /** A store on {@code config}'s Kafka and Pinot; nothing is touched before {@link Store#open}. */
  public static Store create(PinotConfig config, InstantSource clock) {
    return new PinotStore(config, FlowLimits.DEFAULT, clock, () -> complete(config));
  }

  private static void complete(PinotConfig config) {
    List<String> faults = PinotBootstrap.create(config).check();
    if (!faults.isEmpty()) {
      throw new BurnrateException(ErrorCode.STORE_FAILED, String.join("; ", faults));
    }
  }
}
