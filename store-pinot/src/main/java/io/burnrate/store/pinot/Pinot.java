package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Store;
import java.time.InstantSource;
import java.util.List;

/** The door to the distributed store; {@link PinotBootstrap} prepares a cluster for it. */
public final class Pinot {
  private Pinot() {}

  /**
   * A store on the Kafka and Pinot of {@code config}; nothing is touched before {@link Store#open},
   * which fails when something is missing there or does not answer.
   */
  public static Store create(PinotConfig config, InstantSource clock) {
    return new PinotStore(config, FlowLimits.DEFAULT, clock, () -> check(config));
  }

  private static void check(PinotConfig config) {
    List<String> faults = PinotBootstrap.create(config).check();
    if (!faults.isEmpty()) {
      throw new BurnrateException(ErrorCode.STORE_FAILED, String.join("; ", faults));
    }
  }
}
