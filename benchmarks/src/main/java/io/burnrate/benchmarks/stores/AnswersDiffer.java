package io.burnrate.benchmarks.stores;

import java.util.List;

/** The stores do not answer the same, so that their latencies mean nothing. */
final class AnswersDiffer extends Exception {
  private static final long serialVersionUID = 1;

  AnswersDiffer(List<String> differences) {
    super(String.join("; ", differences));
  }
}
