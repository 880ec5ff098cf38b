package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Counts;

/** What became of one export. One thread. */
final class Tally {
  private final Counts<Fault> rejected = new Counts<>(Fault.class);
  private final Counts<Drop> dropped = new Counts<>(Drop.class);
  private long accepted;

  void accept() {
    accepted++;
  }

  void reject(Fault fault) {
    rejected.add(fault);
  }

  void drop(Drop drop) {
    dropped.add(drop);
  }

  long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected.sum();
  }

  long rejected(Fault fault) {
    return rejected.of(fault);
  }

  long dropped(Drop drop) {
    return dropped.of(drop);
  }

  /** The sentence for {@code partial_success.error_message}. */
  String message() {
    StringBuilder text = new StringBuilder();
    text.append(rejected()).append(" of ").append(rejected() + accepted).append(" spans rejected");
    String sign = ": ";
    for (Fault fault : Fault.values()) {
      if (rejected(fault) > 0) {
        text.append(sign).append(rejected(fault)).append(" x ").append(fault.text());
        sign = "; ";
      }
    }
    return text.toString();
  }
}
