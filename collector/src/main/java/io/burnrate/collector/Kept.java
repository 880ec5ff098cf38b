package io.burnrate.collector;

import io.burnrate.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How long the store keeps rows. What is older is accepted and left out: its sender cannot mend it,
 * and it would be deleted as soon as it is stored.
 *
 * @param retention by the name of the table; one without an entry keeps all
 */
public record Kept(Map<String, Duration> retention) {
  /** All rows, for ever. */
  public static final Kept FOREVER = new Kept(Map.of());

  public Kept {
    retention = Map.copyOf(retention);
  }

  /**
   * From when on a row is kept by the table that keeps longest, in epoch milliseconds; 0 where one
   * keeps all.
   */
  public long firstMillis(Instant now, Table... tables) {
    long first = Long.MAX_VALUE;
    for (Table table : tables) {
      Duration length = retention.get(table.name());
      long its = length == null ? 0 : now.minus(length).toEpochMilli();
      first = Math.min(first, Math.max(0, its));
    }
    return first;
  }
}
