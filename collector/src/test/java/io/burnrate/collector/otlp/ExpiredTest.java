package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.burnrate.collector.Kept;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Items at the edge of what the store keeps: one hour of each table. */
class ExpiredTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Kept KEPT =
      new Kept(
          Map.of(
              "spans", HOUR, "logs", HOUR, "metrics", HOUR, "gpu_samples", HOUR, "serving", HOUR));
  private static final long EDGE =
      RunningReceiver.NOW.minus(HOUR).getEpochSecond() * 1_000_000_000L;

  static Stream<Arguments> signals() {
    return Stream.of(
        Arguments.of(
            Signal.TRACES,
            Exports.of(
                List.of(
                    Exports.span(1).setStartTimeUnixNano(EDGE - 1).build(),
                    Exports.span(2).setStartTimeUnixNano(EDGE).build())),
            Tables.SPANS),
        Arguments.of(
            Signal.LOGS,
            ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(
                    ResourceLogs.newBuilder()
                        .addScopeLogs(
                            ScopeLogs.newBuilder()
                                .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(EDGE - 1))
                                .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(EDGE))))
                .build(),
            Tables.LOGS),
        Arguments.of(
            Signal.METRICS,
            Points.of(
                Points.gauge(
                    "queue",
                    "",
                    Points.point(1).setTimeUnixNano(EDGE - 1),
                    Points.point(2).setTimeUnixNano(EDGE))),
            Tables.METRICS));
  }

  @ParameterizedTest
  @MethodSource("signals")
  void whatIsOlderIsAcceptedLeftOutAndTold(Signal signal, Message request, Table table) {
    TakenExport taken = TakenExport.of(signal, request, KEPT);

    assertThat(taken.only(table)).containsEntry("time_ms", EDGE / 1_000_000);
    assertThat(taken.tally.accepted()).isEqualTo(2);
    assertThat(taken.tally.rejected()).isZero();
    assertThat(taken.tally.dropped(Drop.EXPIRED)).isEqualTo(1);
    assertThat(taken.tally.message())
        .isEqualTo(
            "1 x accepted and not kept: older than store.retention keeps " + signal.plural());
  }

  /** The protocol's way to warn: a message, and nothing rejected. */
  @Test
  void theSenderIsWarned() {
    Message request = Exports.of(List.of(Exports.span(1).setStartTimeUnixNano(EDGE - 1).build()));
    TakenExport taken = TakenExport.of(Signal.TRACES, request, KEPT);

    assertThat(new JsonObject(Encoding.JSON.success(taken.tally)).getJsonObject("partialSuccess"))
        .isEqualTo(
            new JsonObject()
                .put("rejectedSpans", "0")
                .put(
                    "errorMessage",
                    "1 x accepted and not kept: older than store.retention keeps spans"));
    assertThat(Encoding.PROTOBUF.success(taken.tally).length()).isPositive();
  }
}
