package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.burnrate.collector.http.KeptRows;
import io.burnrate.store.RowBatch;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies written by hand after OTLP's JSON mapping. */
class OtlpJsonTest {
  private static final String IDS =
      """
      "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174",
      """;

  private static final String TIMES =
      """
      "startTimeUnixNano": "1769846340000000000", "endTimeUnixNano": "1769846340250000000"
      """;

  private static final String WHOLE =
      """
      {"resourceSpans": [{
        "resource": {"attributes": [
          {"key": "service.name", "value": {"stringValue": "my.service"}}]},
        "scopeSpans": [{
          "scope": {"name": "my.library", "version": "1.0.0",
            "attributes": [{"key": "a", "value": {"boolValue": true}}]},
          "spans": [{
            "traceId": "5B8EFFF798038103D269B633813FC60C",
            "spanId": "EEE19B7EC3C1B174",
            "parentSpanId": "EEE19B7EC3C1B173",
            "name": "I'm a server span",
            "kind": 2,
            "startTimeUnixNano": "1769846340000000000",
            "endTimeUnixNano": 1769846341000000000,
            "status": {"code": 1, "message": ""},
            "droppedAttributesCount": 0,
            "events": [{"name": "e", "timeUnixNano": "1769846340500000000"}],
            "links": [],
            "someNewField": {"a": [1, 2, {"b": null}]},
            "attributes": [
              {"key": "text", "value": {"stringValue": "some \\"value\\""}},
              {"key": "whole", "value": {"intValue": "9007199254740993"}},
              {"key": "plain", "value": {"intValue": 7}},
              {"key": "number", "value": {"doubleValue": 0.5}},
              {"key": "list", "value": {"arrayValue": {"values": [
                {"boolValue": false}, {"doubleValue": "NaN"}, {}]}}},
              {"key": "map", "value": {"kvlistValue": {"values": [
                {"key": "k", "value": {"bytesValue": "AAEC"}}]}}}
            ]}]}]}]}
      """;

  private final KeptRows kept = new KeptRows();
  private final RunningReceiver running = new RunningReceiver(kept);

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void readsAWholeExport() {
    HttpResponse<byte[]> response = running.postJson(WHOLE);
    assertThat(RunningReceiver.text(response)).isEqualTo("{}");
    assertThat(kept.only())
        .contains(
            entry("time_ms", 1769846340000L),
            entry("trace_id", "5b8efff798038103d269b633813fc60c"),
            entry("span_id", "eee19b7ec3c1b174"),
            entry("parent_span_id", "eee19b7ec3c1b173"),
            entry("service", "my.service"),
            entry("scope", "my.library"),
            entry("name", "I'm a server span"),
            entry("kind", "SERVER"),
            entry("status", "OK"),
            entry("entry", 1L),
            entry("start_nanos", 1769846340000000000L),
            entry("duration_nanos", 1_000_000_000L),
            entry("model", ""),
            entry("input_tokens", RowBatch.NO_LONG),
            entry(
                "attributes",
                "{\"text\":\"some \\\"value\\\"\",\"whole\":9007199254740993,\"plain\":7,"
                    + "\"number\":0.5,\"list\":[false,\"NaN\",null],\"map\":{\"k\":\"AAEC\"}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, INTERNAL",
    "2, SERVER",
    "3, CLIENT",
    "4, PRODUCER",
    "5, CONSUMER",
    "\"SPAN_KIND_CLIENT\", CLIENT",
    "17, UNSPECIFIED",
    "null, UNSPECIFIED"
  })
  void readsEnumsAsNumbersAndAsNames(String json, String kind) {
    postSpan(IDS + TIMES + ", \"kind\": " + json);
    assertThat(kept.only()).containsEntry("kind", kind);
  }

  @Test
  void readsMembersInAnyOrder() {
    running.postJson(
        """
        {"resourceSpans": [
          {"scopeSpans": [
             {"spans": [{%s %s}], "scope": {"name": "late scope"}},
             {"scope": {"name": "early scope"}, "spans": [{%s %s, "name": "second"}]}],
           "resource": {"attributes": [
             {"value": {"stringValue": "late"}, "key": "service.name"}]}}]}
        """
            .formatted(IDS, TIMES, IDS, TIMES));
    assertThat(kept.rows()).extracting("service").containsExactly("late", "late");
    assertThat(kept.rows()).extracting("scope").containsExactly("late scope", "early scope");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"traceId\": \"xyz\", \"spanId\": \"EEE19B7EC3C1B174\", ",
        "\"traceId\": \"W47/95gDgQPSabYzgT/GDA==\", \"spanId\": \"EEE19B7EC3C1B174\", ",
        "\"traceId\": {\"a\": [1]}, \"spanId\": \"EEE19B7EC3C1B174\", ",
        "\"name\": 5, ",
        "\"kind\": \"SPAN_KIND_NONE\", ",
        "\"droppedLinksCount\": 1e99999999, ",
        "\"attributes\": {\"key\": \"k\"}, ",
        "\"attributes\": [{\"key\": \"k\", \"value\": \"v\"}, {\"key\": \"l\"}], ",
        "\"attributes\": [{\"key\": \"k\", \"value\": {\"doubleValue\": true}}], ",
        "\"attributes\": [null], "
      })
  void rejectsASpanWithAValueOfAWrongKindAndKeepsTheNext(String members) {
    String ids = members.contains("traceId") ? "" : IDS;
    HttpResponse<byte[]> response =
        running.postJson(
            """
            {"resourceSpans": [{"scopeSpans": [{"spans": [
              {%s %s %s}, {%s %s, "name": "good"}]}]}]}
            """
                .formatted(members, ids, TIMES, IDS, TIMES));
    assertThat(RunningReceiver.text(response))
        .startsWith("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"1 of 2 spans");
    assertThat(kept.only()).containsEntry("name", "good");
  }

  @Test
  void rejectsASpanOfTooManyValuesAndKeepsTheNext() {
    String many = "{},".repeat(JsonMessages.MAX_VALUES) + "{}";
    running.postJson(
        """
        {"resourceSpans": [{"scopeSpans": [{"spans": [
          {%s %s, "links": [%s]}, {%s %s, "name": "good"}]}]}]}
        """
            .formatted(IDS, TIMES, many, IDS, TIMES));
    assertThat(kept.only()).containsEntry("name", "good");
  }

  @Test
  void refusesNestingWithoutEnd() {
    String deep = "{\"arrayValue\":{\"values\":[".repeat(100_000);
    String body = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"attributes\":[{\"value\":";
    assertThat(running.postJson(body + deep).statusCode()).isEqualTo(400);
  }

  @Test
  void replacesWhatCannotBeStored() {
    postSpan(IDS + TIMES + ", \"name\": \"a\\u0000b\\ud800\"");
    assertThat(kept.only()).containsEntry("name", "a\uFFFDb\uFFFD");
  }

  private void postSpan(String members) {
    running.postJson("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + members + "}]}]}]}");
  }
}
