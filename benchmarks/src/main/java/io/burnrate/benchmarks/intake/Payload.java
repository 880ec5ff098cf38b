package io.burnrate.benchmarks.intake;

import java.util.Map;

/** Makes request bodies, each with content of its own. Not thread-safe. */
interface Payload {
  /** The next body. */
  byte[] next();

  /** Spans or samples in each body. */
  int items();

  Map<String, String> headers();
}
