package io.burnrate.simulator;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.Owner;
import io.burnrate.domain.TimeRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The truth as JSON. */
final class TruthJson {
  /** The longest range that one question may span. */
  static final Duration LONGEST_RANGE = Duration.ofHours(24);

  private TruthJson() {}

  /** The ledger over {@code range} and the fleet at its end. */
  static JsonObject of(TruthLedger truth, TrafficTruth traffic, TimeRange range) {
    List<TruthLedger.Entry> entries = truth.entries(range);
    TruthTotals totals = TruthTotals.of(entries, truth.gpus(range));
    JsonArray byClass = new JsonArray();
    for (LedgerClass each : LedgerClass.values()) {
      byClass.add(sum(totals.sum(each)).put("class", each.key()));
    }
    JsonArray silences = new JsonArray();
    for (TruthLedger.Silence each : truth.silences(range)) {
      silences.add(range(each.range()).put("gpuUuid", each.gpuUuid()).put("reason", each.reason()));
    }
    FleetFigures figures = truth.figures(range.end());
    return range(range)
        .put("fleetStartEpochMillis", truth.start().toEpochMilli())
        .put("gpus", totals.gpus())
        .put("utilizationRatio", number(totals.utilizationRatio()))
        .put("totals", sum(totals.all()))
        .put("byClass", byClass)
        .put("byOwner", byOwner(entries))
        .put("silences", silences)
        .put(
            "atEnd",
            new JsonObject()
                .put("allocatedGpus", figures.allocatedGpus())
                .put("utilizationRatio", figures.utilizationRatio())
                .put("powerWatts", figures.powerWatts())
                .put("usdPerHour", figures.usdPerHour()))
        .put(
            "traffic",
            new JsonObject()
                .put("requestsSent", traffic.requestsSent())
                .put("requestsGood", traffic.requestsGood())
                .put("requestsLost", traffic.requestsLost())
                .put("inputTokens", traffic.inputTokens())
                .put("outputTokens", traffic.outputTokens())
                .put("predictionsSent", traffic.predictionsSent())
                .put("predictionsLost", traffic.predictionsLost())
                .put("retries", traffic.retries()));
  }

  static JsonArray targets(List<SimulatedTarget> targets) {
    List<JsonObject> all = new ArrayList<>();
    for (SimulatedTarget each : targets) {
      JsonObject labels = new JsonObject();
      each.labels().forEach(labels::put);
      all.add(
          new JsonObject()
              .put("url", each.uri().toString())
              .put("node", each.node())
              .put("labels", labels));
    }
    return new JsonArray(all);
  }

  private static JsonArray byOwner(List<TruthLedger.Entry> entries) {
    record Line(String ledgerClass, String namespace, String workload) {}
    Map<Line, TruthTotals.Sum> sums = new LinkedHashMap<>();
    for (TruthLedger.Entry entry : entries) {
      Owner owner = entry.owner();
      if (owner != null) {
        Line line = new Line(entry.ledgerClass().key(), owner.namespace(), owner.workload());
        sums.put(line, sums.getOrDefault(line, TruthTotals.Sum.ZERO).plus(entry));
      }
    }
    JsonArray lines = new JsonArray();
    sums.forEach(
        (line, sum) ->
            lines.add(
                sum(sum)
                    .put("class", line.ledgerClass())
                    .put("namespace", line.namespace())
                    .put("workload", line.workload())));
    return lines;
  }

  private static JsonObject sum(TruthTotals.Sum sum) {
    return new JsonObject()
        .put("gpuSeconds", sum.gpuSeconds())
        .put("energyJoules", sum.energyJoules())
        .put("costUsd", sum.costUsd());
  }

  private static JsonObject range(TimeRange range) {
    return new JsonObject()
        .put("startEpochMillis", range.start().toEpochMilli())
        .put("endEpochMillis", range.end().toEpochMilli());
  }

  /** JSON has no NaN. */
  private static Object number(double value) {
    return Double.isNaN(value) ? "NaN" : value;
  }

  /** The range asked for; throws {@link IllegalArgumentException} with the parameter's name. */
  static TimeRange range(String start, String end, Instant fleetStart, Instant now) {
    Instant until = end.isEmpty() ? now : instant(end, "end");
    Instant from = start.isEmpty() ? fleetStart : instant(start, "start");
    if (start.isEmpty() && Duration.between(from, until).compareTo(LONGEST_RANGE) > 0) {
      from = until.minus(LONGEST_RANGE);
    }
    if (until.isBefore(from)) {
      throw new IllegalArgumentException("end: lies before start");
    }
    if (Duration.between(from, until).compareTo(LONGEST_RANGE) > 0) {
      throw new IllegalArgumentException("start: more than " + LONGEST_RANGE + " before end");
    }
    return new TimeRange(from, until);
  }

  private static Instant instant(String text, String parameter) {
    try {
      return Instant.ofEpochMilli(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          parameter + ": expected milliseconds since the epoch, got '" + text + "'", e);
    }
  }
}
