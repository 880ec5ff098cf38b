package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Running sums over the minutes closed since start, and what was left out on the way. They outlive
 * the ledgers that feed them: a counter must not go down when a shard moves on. Thread-safe.
 */
final class LedgerSums {
  /** Further combinations of names share one line, so that the sums stay whole. */
  static final int MAX_LINES = 20_000;

  private record Key(String cluster, String pool, String namespace, LedgerClass ledgerClass) {}

  private final Map<Key, long[]> sums = new LinkedHashMap<>();
  private final Predicate<LedgerRows.Line> counted;
  private long residualMillis;
  private long folded;
  private long lateSamples;
  private long unaccountedSamples;
  private long secondRouteSamples;
  private long overRequestedReadings;
  private long unknownRequestReadings;
  private long foldedMinutes;
  private long resetsOfForgotten;
  private long failedAppends;

  LedgerSums() {
    this(line -> true);
  }

  /** Sums of the entries that {@code counted} accepts. */
  LedgerSums(Predicate<LedgerRows.Line> counted) {
    this.counted = counted;
  }

  synchronized void add(List<LedgerRows.Line> lines, long residual) {
    residualMillis += residual;
    for (LedgerRows.Line line : lines) {
      if (!counted.test(line)) {
        continue;
      }
      GpuLabels labels = line.labels();
      LedgerClass ledgerClass = line.key().ledgerClass();
      Key key = new Key(labels.cluster(), labels.pool(), line.key().namespace(), ledgerClass);
      if (sums.size() >= MAX_LINES && !sums.containsKey(key)) {
        key = new Key(Dimension.OTHER, Dimension.OTHER, Dimension.OTHER, ledgerClass);
        folded++;
      }
      long[] sum = sums.computeIfAbsent(key, k -> new long[3]);
      sum[0] += line.gpuMillis();
      sum[1] += line.costNanoUsd();
      sum[2] += line.energyMillijoules();
    }
  }

  synchronized void addLateSample() {
    lateSamples++;
  }

  synchronized void addSecondRouteSample() {
    secondRouteSamples++;
  }

  /** A reading whose sharers asked for more than a GPU; they were scaled down. */
  synchronized void addOverRequested() {
    overRequestedReadings++;
  }

  /** A reading of which some sharers say what they asked for and others do not. */
  synchronized void addUnknownRequest() {
    unknownRequestReadings++;
  }

  synchronized void addUnaccountedSample() {
    unaccountedSamples++;
  }

  synchronized void addFoldedMinute() {
    foldedMinutes++;
  }

  synchronized void addFailedAppend() {
    failedAppends++;
  }

  /** Counter resets of a GPU whose account is closed for good. */
  synchronized void addResets(long resets) {
    resetsOfForgotten += resets;
  }

  /** What was left out or put together at a limit, by metric name. */
  synchronized Map<String, Double> measurements() {
    return Map.of(
        "unaccounted_samples_total", (double) unaccountedSamples,
        "second_route_samples_total", (double) secondRouteSamples,
        "over_requested_samples_total", (double) overRequestedReadings,
        "unknown_request_samples_total", (double) unknownRequestReadings,
        "folded_gpu_minutes_total", (double) foldedMinutes,
        "folded_sums_total", (double) folded);
  }

  /**
   * The sums as they are now.
   *
   * @param resets counter resets of the accounts that are open
   */
  synchronized LedgerTotals totals(Instant closedUntil, long resets) {
    List<LedgerTotals.Line> lines = new ArrayList<>(sums.size());
    sums.forEach(
        (key, sum) ->
            lines.add(
                new LedgerTotals.Line(
                    key.cluster(),
                    key.pool(),
                    key.namespace(),
                    key.ledgerClass(),
                    sum[0],
                    sum[1],
                    sum[2])));
    return new LedgerTotals(
        lines, residualMillis, closedUntil, lateSamples, resetsOfForgotten + resets, failedAppends);
  }
}
