package io.burnrate.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.burnrate.alerting.AlertStatus;
import io.burnrate.alerting.DeliveryStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.domain.TimeRange;
import io.burnrate.drift.DriftReport;
import io.burnrate.drift.DriftVerdict;
import io.burnrate.feedback.HintReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes how things stand: drift, alerts, hints, targets. */
final class StateAnswers {
  private StateAnswers() {}

  static Answer drift(DriftReport report, Predicate<DriftVerdict> wanted, int limit) {
    List<DriftVerdict> verdicts = report.verdicts().stream().filter(wanted).toList();
    return Answer.of(
        report.evaluatedAt().equals(Instant.EPOCH) ? null : report.evaluatedAt(),
        json -> {
          Answer.instant(json, "evaluatedAt", report.evaluatedAt());
          json.writeArrayFieldStart("items");
          for (DriftVerdict verdict : Lists.first(verdicts, limit)) {
            verdict(json, verdict);
          }
          json.writeEndArray();
          json.writeNumberField("truncatedItems", Lists.beyond(verdicts, limit));
          json.writeArrayFieldStart("problems");
          for (String problem : report.problems()) {
            json.writeString(problem);
          }
          json.writeEndArray();
        });
  }

  private static void verdict(JsonGenerator json, DriftVerdict verdict) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", verdict.model());
    json.writeStringField("version", verdict.version());
    json.writeStringField("feature", verdict.feature());
    json.writeStringField("kind", WireNames.of(verdict.kind()));
    json.writeStringField("verdict", WireNames.of(verdict.verdict()));
    json.writeNumberField("referenceRows", verdict.referenceRows());
    json.writeNumberField("currentRows", verdict.currentRows());
    range(json, "reference", verdict.reference());
    range(json, "current", verdict.current());
    Answer.number(json, "psi", verdict.psi());
    Answer.number(json, "psiNoiseFloor", verdict.psiNoiseFloor());
    json.writeStringField("effect", verdict.effect());
    Answer.number(json, "effectSize", verdict.effectSize());
    Answer.number(json, "pValue", verdict.pValue());
    Answer.number(json, "adjustedPValue", verdict.adjustedPValue());
    json.writeStringField("reason", verdict.reason());
    json.writeArrayFieldStart("bins");
    for (DriftVerdict.Bin bin : verdict.bins()) {
      json.writeStartObject();
      json.writeStringField("label", bin.label());
      Answer.number(json, "referenceRatio", bin.referenceRatio());
      Answer.number(json, "currentRatio", bin.currentRatio());
      Answer.number(json, "psiContribution", bin.psiContribution());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void range(JsonGenerator json, String name, @Nullable TimeRange range)
      throws IOException {
    Answer.instant(json, name + "Start", range == null ? null : range.start());
    Answer.instant(json, name + "End", range == null ? null : range.end());
  }

  static Answer alerts(List<AlertStatus> alerts, List<DeliveryStatus> deliveries, int limit) {
    Instant newest =
        alerts.stream().map(AlertStatus::updatedAt).max(Instant::compareTo).orElse(null);
    return Answer.of(
        newest,
        json -> {
          json.writeArrayFieldStart("items");
          for (AlertStatus alert : Lists.first(alerts, limit)) {
            json.writeStartObject();
            json.writeStringField("fingerprint", alert.fingerprint());
            json.writeStringField("state", WireNames.of(alert.state()));
            texts(json, "labels", alert.labels());
            texts(json, "annotations", alert.annotations());
            Answer.instant(json, "startsAt", alert.startsAt());
            Answer.instant(json, "endsAt", alert.endsAt());
            Answer.instant(json, "updatedAt", alert.updatedAt());
            Answer.number(json, "costUsdPerHour", alert.costUsdPerHour());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("truncatedItems", Lists.beyond(alerts, limit));
          deliveries(json, deliveries);
        });
  }

  private static void deliveries(JsonGenerator json, List<DeliveryStatus> deliveries)
      throws IOException {
    json.writeArrayFieldStart("deliveries");
    for (DeliveryStatus delivery : deliveries) {
      json.writeStartObject();
      json.writeStringField("webhook", delivery.webhook());
      json.writeNumberField("sent", delivery.sent());
      json.writeNumberField("failed", delivery.failed());
      json.writeNumberField("refused", delivery.refused());
      json.writeNumberField("queuedAlerts", delivery.queuedAlerts());
      json.writeStringField("lastError", delivery.lastError());
      Answer.instant(json, "lastDelivery", delivery.lastDelivery());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void texts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> each : new TreeMap<>(texts).entrySet()) {
      json.writeStringField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
  }

  static Answer hints(HintReport report, @Nullable String kind, int limit) {
    List<HintReport.Hint> placement = ofKind(report.placement(), kind);
    List<HintReport.Hint> reclaim = ofKind(report.reclaim(), kind);
    return Answer.of(
        report.at(),
        json -> {
          Answer.instant(json, "at", report.at());
          hints(json, "placement", Lists.first(placement, limit));
          hints(json, "reclaim", Lists.first(reclaim, limit));
          json.writeNumberField(
              "truncatedItems", Lists.beyond(placement, limit) + Lists.beyond(reclaim, limit));
          json.writeNumberField("placementTotal", report.placementTotal());
          json.writeNumberField("reclaimTotal", report.reclaimTotal());
          json.writeNumberField("staleGpus", report.staleGpus());
          json.writeNumberField("faultyGpus", report.faultyGpus());
        });
  }

  private static List<HintReport.Hint> ofKind(List<HintReport.Hint> hints, @Nullable String kind) {
    return kind == null ? hints : hints.stream().filter(hint -> hint.kind().equals(kind)).toList();
  }

  private static void hints(JsonGenerator json, String name, List<HintReport.Hint> hints)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (HintReport.Hint hint : hints) {
      json.writeStartObject();
      json.writeStringField("id", hint.id());
      json.writeStringField("kind", hint.kind());
      json.writeStringField("cluster", hint.cluster());
      json.writeStringField("pool", hint.pool());
      json.writeStringField("node", hint.node());
      json.writeStringField("target", hint.target());
      Answer.number(json, "score", hint.score());
      Answer.number(json, "confidenceRatio", hint.confidenceRatio());
      Answer.number(json, "ageSeconds", hint.ageSeconds());
      Answer.number(json, "costUsdPerHour", hint.costUsdPerHour());
      json.writeStringField("reason", hint.reason());
      json.writeObjectFieldStart("evidence");
      for (Map.Entry<String, Object> each : new TreeMap<>(hint.evidence()).entrySet()) {
        evidence(json, each.getKey(), each.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void evidence(JsonGenerator json, String name, Object value) throws IOException {
    if (value instanceof Long || value instanceof Integer) {
      json.writeNumberField(name, ((Number) value).longValue());
    } else if (value instanceof Number number) {
      Answer.number(json, name, number.doubleValue());
    } else if (value instanceof Boolean truth) {
      json.writeBooleanField(name, truth);
    } else {
      json.writeStringField(name, value.toString());
    }
  }

  static Answer targets(List<TargetStatus> targets, int limit) {
    Instant newest =
        targets.stream().map(TargetStatus::lastScrape).max(Instant::compareTo).orElse(null);
    return Answer.of(
        newest,
        json -> {
          json.writeArrayFieldStart("items");
          for (TargetStatus target : Lists.first(targets, limit)) {
            json.writeStartObject();
            json.writeStringField("target", target.target());
            json.writeStringField("cluster", target.cluster());
            json.writeStringField("pool", target.pool());
            json.writeBooleanField("up", target.up());
            Answer.instant(json, "since", target.since());
            Answer.instant(json, "lastScrape", target.lastScrape());
            json.writeStringField("error", target.error());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("truncatedItems", Lists.beyond(targets, limit));
        });
  }
}
