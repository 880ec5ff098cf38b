package io.burnrate.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the demo was asked for.
 *
 * @param gpus size of the simulated fleet
 * @param runFor after how long it stops by itself; empty runs until it is stopped
 * @param port of the API; 0 picks a free one
 * @param store one of {@link #STORES}
 */
record DemoOptions(int gpus, Optional<Duration> runFor, int port, String store) {
  static final int FEWEST_GPUS = 8;
  static final int MOST_GPUS = 10_000;

  static final String EMBEDDED = "embedded";
  static final String PINOT = "pinot";
  static final List<String> STORES = List.of(EMBEDDED, PINOT);
}
