package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log records worked out by hand. */
class LogRowsTest {
  /** The example of OTLP's own documentation. */
  private static final String EXAMPLE =
      """
      {"resourceLogs": [{
        "resource": {
          "attributes": [{"key": "service.name", "value": {"stringValue": "my.service"}}]
        },
        "scopeLogs": [{
          "scope": {"name": "my.library", "version": "1.0.0", "attributes": [
            {"key": "my.scope.attribute", "value": {"stringValue": "some scope attribute"}}]},
          "logRecords": [{
            "timeUnixNano": "1544712660300000000",
            "observedTimeUnixNano": "1544712660300000000",
            "severityNumber": 10,
            "severityText": "Information",
            "traceId": "5B8EFFF798038103D269B633813FC60C",
            "spanId": "EEE19B7EC3C1B174",
            "body": {"stringValue": "Example log record"},
            "attributes": [
              {"key": "string.attribute", "value": {"stringValue": "some string"}},
              {"key": "boolean.attribute", "value": {"boolValue": true}},
              {"key": "int.attribute", "value": {"intValue": "10"}},
              {"key": "double.attribute", "value": {"doubleValue": 637.704}},
              {"key": "array.attribute", "value": {"arrayValue": {"values": [
                {"stringValue": "many"}, {"stringValue": "values"}]}}},
              {"key": "map.attribute", "value": {"kvlistValue": {"values": [
                {"key": "some.map.key", "value": {"stringValue": "some value"}}]}}}
            ]
          }]
        }]
      }]}
      """;

  @Test
  void theExampleOfTheProtocolIsRead() {
    assertThat(TakenExport.of(Signal.LOGS, EXAMPLE).only(Tables.LOGS))
        .containsEntry("time_ms", 1_544_712_660_300L)
        .containsEntry("time_nanos", 1_544_712_660_300_000_000L)
        .containsEntry("observed_nanos", 1_544_712_660_300_000_000L)
        .containsEntry("severity", "Information")
        .containsEntry("severity_number", 10L)
        .containsEntry("trace_id", "5b8efff798038103d269b633813fc60c")
        .containsEntry("span_id", "eee19b7ec3c1b174")
        .containsEntry("body", "Example log record")
        .containsEntry("service", "my.service")
        .containsEntry("scope", "my.library")
        .containsEntry(
            "attributes",
            "{\"string.attribute\":\"some string\",\"boolean.attribute\":true,"
                + "\"int.attribute\":10,\"double.attribute\":637.704,"
                + "\"array.attribute\":[\"many\",\"values\"],"
                + "\"map.attribute\":{\"some.map.key\":\"some value\"}}");
  }

  @Test
  void bothEncodingsGiveTheSameRow() {
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(1_544_712_660_300_000_000L)
            .setObservedTimeUnixNano(1_544_712_660_300_000_000L)
            .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO2)
            .setSeverityText("Information")
            .setTraceId(bytes("5B8EFFF798038103D269B633813FC60C"))
            .setSpanId(bytes("EEE19B7EC3C1B174"))
            .setBody(text("Example log record"))
            .addAttributes(Exports.text("string.attribute", "some string"))
            .addAttributes(Points.truth("boolean.attribute", true))
            .addAttributes(Exports.number("int.attribute", 10))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("double.attribute")
                    .setValue(AnyValue.newBuilder().setDoubleValue(637.704)))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("array.attribute")
                    .setValue(
                        AnyValue.newBuilder()
                            .setArrayValue(
                                ArrayValue.newBuilder()
                                    .addValues(text("many"))
                                    .addValues(text("values")))))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("map.attribute")
                    .setValue(map(Exports.text("some.map.key", "some value"))));
    InstrumentationScope.Builder scope =
        InstrumentationScope.newBuilder()
            .setName("my.library")
            .setVersion("1.0.0")
            .addAttributes(Exports.text("my.scope.attribute", "some scope attribute"));
    ExportLogsServiceRequest request = request("my.service", scope, record);
    assertThat(TakenExport.of(Signal.LOGS, request).only(Tables.LOGS))
        .isEqualTo(TakenExport.of(Signal.LOGS, EXAMPLE).only(Tables.LOGS));
  }

  @Test
  void equalRecordsAreAllKeptAndTheSameWhenTheyAreSentAgain() {
    ExportLogsServiceRequest request =
        logs(record("same"), record("same"), record("other"), record("same"));
    List<Object> first = ids(TakenExport.of(Signal.LOGS, request));
    assertThat(first).hasSize(4).doesNotHaveDuplicates();
    assertThat(ids(TakenExport.of(Signal.LOGS, request))).isEqualTo(first);
  }

  @Test
  void theOrderOfAttributesIsNoDifference() {
    LogRecord.Builder one =
        record("x").addAttributes(Exports.text("a", "1")).addAttributes(Exports.text("b", "2"));
    LogRecord.Builder other =
        record("x").addAttributes(Exports.text("b", "2")).addAttributes(Exports.text("a", "1"));
    assertThat(ids(TakenExport.of(Signal.LOGS, logs(one))))
        .isEqualTo(ids(TakenExport.of(Signal.LOGS, logs(other))));
  }

  @Test
  void aRecordWithoutATimeIsOfWhenItWasObservedAndElseOfWhenItCame() {
    long observed = Exports.START;
    List<Map<String, Object>> rows =
        TakenExport.of(
                Signal.LOGS,
                logs(
                    LogRecord.newBuilder().setObservedTimeUnixNano(observed).setBody(text("a")),
                    LogRecord.newBuilder().setBody(text("b"))))
            .rows(Tables.LOGS);
    assertThat(rows)
        .extracting(row -> row.get("time_ms"))
        .containsExactly(observed / 1_000_000, RunningReceiver.NOW.toEpochMilli());
  }

  @Test
  void aRecordFromTheFutureIsRejectedAlone() {
    long future = Exports.START + 2 * 86_400_000_000_000L;
    TakenExport taken =
        TakenExport.of(Signal.LOGS, logs(record("a").setTimeUnixNano(future), record("b")));
    assertThat(taken.only(Tables.LOGS)).containsEntry("body", "b");
    assertThat(taken.tally.message())
        .isEqualTo("1 of 2 log records rejected: 1 x lies more than a day in the future");
  }

  @Test
  void aBodyOfAnyTypeIsTextOrJson() {
    List<Map<String, Object>> rows =
        TakenExport.of(
                Signal.LOGS,
                logs(
                    record("").setBody(AnyValue.newBuilder().setIntValue(7)),
                    record("").setBody(map(Exports.text("k", "v"), Points.truth("t", false))),
                    record("").setBody(AnyValue.newBuilder().setBytesValue(bytes("00FF"))),
                    record("").clearBody(),
                    record("x".repeat(LogRows.MAX_BODY_CHARS + 1))))
            .rows(Tables.LOGS);
    assertThat(rows.subList(0, 4))
        .extracting(row -> row.getOrDefault("body", ""))
        .containsExactly("7", "{\"k\":\"v\",\"t\":false}", "\"AP8=\"", "");
    assertThat(rows.get(4).get("body")).asString().hasSize(LogRows.MAX_BODY_CHARS);
  }

  @Test
  void aSeverityWithoutAWordGetsTheProtocols() {
    LogRecord.Builder record =
        record("x").setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR3).clearSeverityText();
    assertThat(TakenExport.of(Signal.LOGS, logs(record)).only(Tables.LOGS))
        .containsEntry("severity", "ERROR3")
        .containsEntry("severity_number", 19L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.user.message",
        "gen_ai.choice",
        "gen_ai.client.inference.operation.details"
      })
  void whatWasSaidToAModelIsDroppedAndCountedUnlessItIsToBeKept(String event) {
    LogRecord.Builder record =
        record("")
            .setEventName(event)
            .setBody(map(Exports.text("content", "a secret")))
            .addAttributes(Exports.text("gen_ai.input.messages", "a secret"))
            .addAttributes(Exports.text("gen_ai.system", "openai"));
    TakenExport taken = TakenExport.of(Signal.LOGS, logs(record));
    Map<String, Object> row = taken.only(Tables.LOGS);
    assertThat(row.toString()).doesNotContain("secret");
    assertThat(row)
        .containsEntry("event_name", event)
        .containsEntry("attributes", "{\"gen_ai.system\":\"openai\"}");
    assertThat(taken.tally.dropped(Drop.CONTENT)).isEqualTo(2);
    assertThat(TakenExport.withContent(Signal.LOGS, logs(record)).only(Tables.LOGS))
        .containsEntry("body", "{\"content\":\"a secret\"}");
  }

  /** Before 2024 the name of an event was an attribute; some senders have none at all. */
  @Test
  void olderEventsOfModelsAreKnownByTheirAttributes() {
    LogRecord.Builder named =
        record("a secret").addAttributes(Exports.text("event.name", "gen_ai.content.prompt"));
    LogRecord.Builder nameless =
        record("a secret").addAttributes(Exports.text("gen_ai.system", "openai"));
    TakenExport taken = TakenExport.of(Signal.LOGS, logs(named, nameless));
    assertThat(taken.rows(Tables.LOGS).toString()).doesNotContain("secret");
    assertThat(taken.rows(Tables.LOGS).get(0)).containsEntry("event_name", "gen_ai.content.prompt");
  }

  private static List<Object> ids(TakenExport taken) {
    return taken.rows(Tables.LOGS).stream().map(row -> row.get("record_id")).toList();
  }

  private static LogRecord.Builder record(String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(Exports.START)
        .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_WARN)
        .setBody(text(body));
  }

  private static ExportLogsServiceRequest logs(LogRecord.Builder... records) {
    return request("chat", InstrumentationScope.newBuilder().setName("my.library"), records);
  }

  private static ExportLogsServiceRequest request(
      String service, InstrumentationScope.Builder scope, LogRecord.Builder... records) {
    ScopeLogs.Builder logs = ScopeLogs.newBuilder().setScope(scope);
    for (LogRecord.Builder record : records) {
      logs.addLogRecords(record);
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(Exports.text("service.name", service)))
                .addScopeLogs(logs))
        .build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue map(KeyValue... members) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(members)))
        .build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
