package io.burnrate.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.burnrate.analytics.LedgerReport;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.UtilizationReport;
import io.burnrate.domain.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what analytics measured: utilization, ledger, objectives. */
final class MeasureAnswers {
  private MeasureAnswers() {}

  static Answer utilization(UtilizationReport report, int limit) {
    return Answer.of(
        known(report.newestSample()),
        json -> {
          json.writeStringField("by", report.by().key());
          Answer.instant(json, "windowStart", report.window().start());
          Answer.instant(json, "windowEnd", report.window().end());
          json.writeNumberField("windowSeconds", report.window().length().toSeconds());
          json.writeArrayFieldStart("items");
          for (UtilizationReport.Item item : Lists.first(report.items(), limit)) {
            json.writeStartObject();
            json.writeStringField("key", item.key());
            Answer.number(json, "gpus", item.gpus());
            Answer.number(json, "allocatedGpus", item.allocatedGpus());
            Answer.number(json, "utilizationRatio", item.utilizationRatio());
            json.writeStringField("basis", item.basis());
            Answer.number(json, "powerWatts", item.powerWatts());
            Answer.number(json, "memoryUsedRatio", item.memoryUsedRatio());
            Answer.number(json, "trustRatio", item.trustRatio());
            doubts(json, item.doubts());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("truncatedItems", Lists.beyond(report.items(), limit));
        });
  }

  private static void doubts(JsonGenerator json, UtilizationReport.Doubts doubts)
      throws IOException {
    json.writeObjectFieldStart("doubts");
    Answer.number(json, "missingRatio", doubts.missingRatio());
    Answer.number(json, "estimatedEnergyRatio", doubts.estimatedEnergyRatio());
    Answer.number(json, "estimatedUtilizationRatio", doubts.estimatedUtilizationRatio());
    Answer.number(json, "estimatedShareRatio", doubts.estimatedShareRatio());
    Answer.number(json, "requestedShareRatio", doubts.requestedShareRatio());
    json.writeNumberField("counterResets", doubts.counterResets());
    json.writeNumberField("sentinelReadings", doubts.sentinelReadings());
    json.writeNumberField("duplicateReadings", doubts.duplicateReadings());
    json.writeEndObject();
  }

  static Answer ledger(LedgerReport report, int limit) {
    return Answer.of(
        known(report.closedUntil()),
        json -> {
          json.writeStringField("by", report.by().key());
          Answer.instant(json, "start", report.range().start());
          Answer.instant(json, "end", report.range().end());
          Answer.instant(json, "closedUntil", report.closedUntil());
          json.writeArrayFieldStart("items");
          for (LedgerReport.Item item : Lists.first(report.items(), limit)) {
            json.writeStartObject();
            json.writeStringField("key", item.key());
            sums(json, item);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("truncatedItems", Lists.beyond(report.items(), limit));
          json.writeObjectFieldStart("totals");
          sums(json, report.totals());
          json.writeEndObject();
          Answer.exact(json, "residualGpuSeconds", report.residualGpuMillis(), 3);
        });
  }

  private static void sums(JsonGenerator json, LedgerReport.Item item) throws IOException {
    Answer.exact(json, "gpuSeconds", item.gpuMillis(), 3);
    Answer.exact(json, "costUsd", item.costNanoUsd(), 9);
    Answer.exact(json, "energyJoules", item.energyMillijoules(), 3);
  }

  static Answer slos(List<SloStatus> slos) {
    Instant oldest = slos.stream().map(SloStatus::evaluatedAt).min(Instant::compareTo).orElse(null);
    return Answer.of(
        oldest,
        json -> {
          Answer.instant(json, "evaluatedAt", oldest);
          json.writeArrayFieldStart("items");
          for (SloStatus slo : slos) {
            slo(json, slo);
          }
          json.writeEndArray();
        });
  }

  private static void slo(JsonGenerator json, SloStatus slo) throws IOException {
    TimeRange window = TimeRange.ending(slo.evaluatedAt(), slo.config().window());
    json.writeStartObject();
    json.writeStringField("name", slo.config().name());
    json.writeStringField("service", slo.config().service());
    json.writeStringField("state", WireNames.of(slo.state()));
    Answer.exact(json, "latencyThresholdSeconds", slo.config().latencyThreshold().toNanos(), 9);
    Answer.number(json, "targetRatio", slo.config().target());
    json.writeNumberField("windowSeconds", slo.config().window().toSeconds());
    Answer.instant(json, "windowStart", window.start());
    Answer.instant(json, "windowEnd", window.end());
    json.writeNumberField("valid", slo.valid());
    json.writeNumberField("good", slo.good());
    Answer.number(json, "sliRatio", slo.sliRatio());
    Answer.number(json, "budgetRemainingRatio", slo.budgetRemainingRatio());
    json.writeObjectFieldStart("burnRates");
    for (SloStatus.BurnRate burn : slo.burnRates()) {
      Answer.number(json, Spans.text(burn.window()), burn.ratio());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The epoch stands for "never". */
  private static @Nullable Instant known(Instant instant) {
    return instant.equals(Instant.EPOCH) ? null : instant;
  }
}
