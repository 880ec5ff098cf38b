package io.burnrate.analytics;

import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest scrape of every target. Thread-safe. */
final class Targets {
  /** Targets beyond this are not followed, and their scrapes counted. */
  static final int MAX_TARGETS = 50_000;

  private static final Table TABLE = Tables.SCRAPES;
  private static final Column TARGET = TABLE.column("target");
  private static final Column UP = TABLE.column("up");

  private long refused;
  private final Map<String, TargetStatus> targets = new LinkedHashMap<>();

  synchronized void observe(RowBatch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      String target = batch.stringAt(TARGET, row);
      TargetStatus before = targets.get(target);
      Instant at = Instant.ofEpochMilli(batch.timeMillisAt(row));
      boolean welcome =
          before == null ? targets.size() < MAX_TARGETS : at.isAfter(before.lastScrape());
      if (!welcome) {
        refused += before == null ? 1 : 0;
        continue;
      }
      boolean up = batch.longAt(UP, row) == 1;
      Instant since = before != null && before.up() == up ? before.since() : at;
      targets.put(
          target,
          new TargetStatus(
              target,
              batch.stringAt(TABLE.column("cluster"), row),
              batch.stringAt(TABLE.column("pool"), row),
              up,
              since,
              at,
              batch.stringAt(TABLE.column("error"), row)));
    }
  }

  /** Scrapes of targets that are not followed. */
  synchronized long refused() {
    return refused;
  }

  synchronized List<TargetStatus> all() {
    return new ArrayList<>(targets.values());
  }

  /** Forgets targets that were not scraped since {@code instant}. */
  synchronized void forgetBefore(Instant instant) {
    targets.values().removeIf(target -> target.lastScrape().isBefore(instant));
  }
}
