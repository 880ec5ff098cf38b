package io.burnrate.server;

import java.time.Duration;
import java.time.Instant;

/** From when on the ledger and the simulator's truth can be compared. */
final class JudgedMinute {
  private JudgedMinute() {}

  /**
   * The first whole minute in which it is known of every GPU whether it is idle: that it was so
   * before it was heard of is known only {@code idleAfter} later.
   *
   * @param unheard until every GPU has been heard of
   */
  static Instant start(Duration unheard, Duration idleAfter) {
    Instant known = Instant.now().plus(unheard).plus(idleAfter);
    return Instant.ofEpochSecond((known.getEpochSecond() / 60 + 1) * 60);
  }
}
