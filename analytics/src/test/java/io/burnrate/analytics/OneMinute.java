package io.burnrate.analytics;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A ledger that is looked at one minute long: what it keeps of the minute that begins at {@link
 * #START}. A GPU-hour costs 3.60 dollars.
 */
final class OneMinute {
  static final long START = 1_790_000_040_000L;

  private final List<RowBatch> kept = new ArrayList<>();
  final Ledger ledger;

  OneMinute() {
    this(new PodRequests());
  }

  OneMinute(PodRequests requests) {
    ledger = TestingLedger.of(kept, TestingLedger.config(600, 15, 30, 600), requests);
  }

  /** A page of the one GPU, scraped every 10 s. */
  static Fleet page(double second) {
    return Fleet.page().gpu("GPU-1", START + (long) (second * 1_000)).interval(10_000);
  }

  /** DCGM's page: 300 W by the counter. */
  static Fleet dcgm(double second) {
    return page(second).counter(1e9 + 300_000 * second).target("http://n1:9400/metrics");
  }

  /** Reads a page every 10 s over the whole minute, and closes it. */
  OneMinute read(IntFunction<Fleet> pages) {
    for (int s = 0; s <= 60; s += 10) {
      ledger.observe(pages.apply(s).rows());
    }
    return close();
  }

  OneMinute close() {
    ledger.tick(START + 90_000);
    return this;
  }

  /** The column by workload, or by class where nobody is named. */
  Map<String, Long> sums(String column) {
    Map<String, Long> sums = new TreeMap<>();
    each(
        (batch, row) -> {
          String owner = batch.stringAt(Tables.LEDGER.column("workload"), row);
          String ledgerClass = batch.stringAt(Tables.LEDGER.column("ledger_class"), row);
          long value = batch.longAt(Tables.LEDGER.column(column), row);
          sums.merge(owner.isEmpty() ? ledgerClass : owner, value, Long::sum);
        });
    return sums;
  }

  long sum(String column) {
    return sums(column).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How the workload's share was found. */
  String basis(String workload) {
    List<String> found = new ArrayList<>();
    each(
        (batch, row) -> {
          if (batch.stringAt(Tables.LEDGER.column("workload"), row).equals(workload)) {
            found.add(batch.stringAt(Tables.LEDGER.column("share_basis"), row));
          }
        });
    return String.join(" ", found);
  }

  double measurement(String name) {
    return ledger.measurements().getOrDefault(name, Double.NaN);
  }

  private interface Look {
    void at(RowBatch batch, int row);
  }

  private void each(Look look) {
    for (RowBatch batch : kept) {
      for (int row = 0; row < batch.rows(); row++) {
        if (batch.timeMillisAt(row) == START) {
          look.at(batch, row);
        }
      }
    }
  }
}
