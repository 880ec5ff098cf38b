package io.burnrate.collector.otlp;

import static io.burnrate.collector.otlp.RunningReceiver.JSON;
import static io.burnrate.collector.otlp.RunningReceiver.PROTOBUF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import io.burnrate.collector.http.KeptRows;
import io.burnrate.store.RowBatch;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes out of a sound export, and what of an unsound span. */
class OtlpReceiverTest {
  private final KeptRows kept = new KeptRows();
  private final RunningReceiver running = new RunningReceiver(kept);

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void aLongAnswerIsPackedWhereTheSenderAsks() throws Exception {
    byte[] body =
        Exports.bytes(
            Exports.span(1).setTraceId(ByteString.EMPTY),
            Exports.span(2).setSpanId(ByteString.EMPTY),
            Exports.span(3).setParentSpanId(ByteString.copyFromUtf8("x")),
            Exports.span(4).setStartTimeUnixNano(0),
            Exports.span(5).setEndTimeUnixNano(1),
            Exports.span(6).setEndTimeUnixNano(-1));
    try (RunningReceiver running = new RunningReceiver(new KeptRows())) {
      HttpRequest.Builder request =
          running
              .request("/v1/traces", RunningReceiver.PROTOBUF)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      assertThat(running.send(request).headers().firstValue("content-encoding")).isEmpty();
      var packed = running.send(request.header("Accept-Encoding", "deflate, gzip;q=0.5"));
      assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
      byte[] answer = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
      ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(answer);
      assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(6);
    }
  }

  @Test
  void keepsASpanAsOneRow() throws Exception {
    Span.Builder span =
        Exports.span(1)
            .setParentSpanId(ByteString.copyFrom(HexFormat.of().parseHex("00f067aa0ba902b7")))
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
            .addAttributes(Exports.text("gen_ai.operation.name", "chat"))
            .addAttributes(Exports.text("gen_ai.request.model", "gpt-4"))
            .addAttributes(Exports.text("gen_ai.response.model", "gpt-4-0613"))
            .addAttributes(Exports.number("gen_ai.usage.input_tokens", 120))
            .addAttributes(Exports.number("gen_ai.usage.output_tokens", 48));

    HttpResponse<byte[]> response = running.post(PROTOBUF, Exports.bytes(span));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(PROTOBUF);
    assertThat(ExportTraceServiceResponse.parseFrom(response.body()).hasPartialSuccess()).isFalse();
    assertThat(kept.only())
        .contains(
            entry("time_ms", Exports.START / 1_000_000),
            entry("trace_id", "5b8efff798038103d269b633813fc60c"),
            entry("span_id", "0100000000000001"),
            entry("parent_span_id", "00f067aa0ba902b7"),
            entry("service", "chat"),
            entry("name", "chat gpt"),
            entry("kind", "CLIENT"),
            entry("status", "ERROR"),
            entry("scope", "my.library"),
            entry("entry", 0L),
            entry("start_nanos", Exports.START),
            entry("duration_nanos", 250_000_000L),
            entry("model", "gpt-4-0613"),
            entry("operation", "chat"),
            entry("input_tokens", 120L),
            entry("output_tokens", 48L),
            entry("resource", "{\"service.name\":\"chat\"}"));
  }

  @Test
  void answersAnEmptyExportWithPlainSuccess() {
    HttpResponse<byte[]> response = running.post(PROTOBUF, new byte[0]);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(kept.batches()).isEmpty();
  }

  @Test
  void unpacksGzip() {
    byte[] packed = RunningReceiver.gzip(Exports.of(Exports.spans(3)).toByteArray());
    HttpResponse<byte[]> response =
        running.send(
            running
                .request("/v1/traces", PROTOBUF)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(kept.rows()).hasSize(3);
  }

  @Test
  void marksWhereARequestEntersAService() {
    ByteString parent = Exports.id(99);
    running.post(
        PROTOBUF,
        Exports.bytes(
            Exports.span(1).setParentSpanId(parent).setKind(Span.SpanKind.SPAN_KIND_SERVER),
            Exports.span(2).setParentSpanId(parent).setKind(Span.SpanKind.SPAN_KIND_CONSUMER),
            Exports.span(3).setParentSpanId(parent).setKind(Span.SpanKind.SPAN_KIND_PRODUCER),
            Exports.span(4).setParentSpanId(parent).setKind(Span.SpanKind.SPAN_KIND_INTERNAL),
            Exports.span(5).setKind(Span.SpanKind.SPAN_KIND_INTERNAL),
            Exports.span(6).setParentSpanId(ByteString.copyFrom(new byte[8])).setKindValue(77)));
    assertThat(kept.rows()).extracting("entry").containsExactly(1L, 1L, 0L, 0L, 1L, 1L);
    assertThat(kept.rows())
        .extracting("kind")
        .containsExactly("SERVER", "CONSUMER", "PRODUCER", "INTERNAL", "INTERNAL", "UNSPECIFIED");
  }

  @Test
  void rejectsUnsoundSpansSinglyAndKeepsTheirNeighbours() throws Exception {
    long tomorrow = (RunningReceiver.NOW.getEpochSecond() + 86_401) * 1_000_000_000L;
    byte[] body =
        Exports.bytes(
            Exports.span(1),
            Exports.span(2).setTraceId(ByteString.copyFrom(new byte[16])),
            Exports.span(3).setTraceId(ByteString.copyFrom(new byte[] {1, 2, 3})),
            Exports.span(4).setSpanId(ByteString.copyFrom(new byte[8])),
            Exports.span(5).setSpanId(ByteString.EMPTY),
            Exports.span(6).setParentSpanId(ByteString.copyFrom(new byte[] {1})),
            Exports.span(7).setStartTimeUnixNano(0),
            Exports.span(8).setEndTimeUnixNano(Exports.START - 1),
            Exports.span(9).setStartTimeUnixNano(tomorrow).setEndTimeUnixNano(tomorrow),
            Exports.span(10).setEndTimeUnixNano(-1),
            Exports.span(11).setEndTimeUnixNano(Exports.START));

    HttpResponse<byte[]> response = running.post(PROTOBUF, body);

    assertThat(response.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(response.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(9);
    assertThat(partial.getErrorMessage())
        .startsWith("9 of 11 spans rejected: 2 x trace_id: expected 16 bytes");
    assertThat(kept.rows())
        .extracting("span_id")
        .containsExactly("0100000000000001", "010000000000000b");
    assertThat(running.count("burnrate.otlp.spans", "result", "accepted")).isEqualTo(2);
    assertThat(running.count("burnrate.otlp.spans", "result", "rejected")).isEqualTo(9);
    assertThat(running.count("burnrate.otlp.rejected.spans", "reason", "traceId")).isEqualTo(2);
    assertThat(running.registry.getMeters())
        .noneMatch(each -> each.getId().getDescription() == null);
    assertThat(running.count("burnrate.otlp.rejected.spans", "reason", "future")).isEqualTo(2);
    assertThat(running.count("burnrate.otlp.rejected.spans", "reason", "endsBeforeStart"))
        .isEqualTo(1);
  }

  @Test
  void rejectsASpanThatCannotBeDecodedAndKeepsTheNext() {
    Span broken = Exports.span(1).setName("name-to-break").build();
    byte[] body = Exports.of(java.util.List.of(broken, Exports.span(2).build())).toByteArray();
    body[indexOf(body, "name-to-break")] = (byte) 0xFF; // no UTF-8 has this byte

    HttpResponse<byte[]> response = running.post(PROTOBUF, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(kept.only()).containsEntry("span_id", "0100000000000002");
    assertThat(running.count("burnrate.otlp.rejected.spans", "reason", "malformed")).isEqualTo(1);
  }

  @Test
  void rejectsASpanThatIsTooLarge() {
    String large = "x".repeat(Item.MAX_BYTES);
    running.post(
        PROTOBUF,
        Exports.bytes(Exports.span(1).addAttributes(Exports.text("k", large)), Exports.span(2)));
    assertThat(kept.only()).containsEntry("span_id", "0100000000000002");
    assertThat(running.count("burnrate.otlp.rejected.spans", "reason", "size")).isEqualTo(1);
  }

  @Test
  void namesTheServiceOfAResourceThatHasNone() {
    var export = Exports.of(Exports.spans(1)).toBuilder();
    export.getResourceSpansBuilder(0).clearResource();
    running.post(PROTOBUF, export.build().toByteArray());
    assertThat(kept.only())
        .containsEntry("service", "unknown_service")
        .containsEntry("resource", "{}");
  }

  @Test
  void findsTheResourceBehindTheSpans() throws Exception {
    var whole = Exports.of(Exports.spans(1)).getResourceSpans(0);
    ByteString spansFirst =
        whole.toBuilder()
            .clearResource()
            .build()
            .toByteString()
            .concat(whole.toBuilder().clearScopeSpans().build().toByteString());
    ByteString header = ByteString.copyFrom(new byte[] {10, (byte) spansFirst.size()});
    assertThat(spansFirst.size()).isLessThan(128);

    running.post(PROTOBUF, header.concat(spansFirst).toByteArray());

    assertThat(kept.only()).containsEntry("service", "chat");
  }

  @Test
  void cutsALargeExportIntoBatches() {
    int count = RowBatch.MAX_ROWS + 5;
    HttpResponse<byte[]> response =
        running.post(PROTOBUF, Exports.of(Exports.spans(count)).toByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(kept.batches()).containsExactly(RowBatch.MAX_ROWS, 5);
  }

  @Test
  void survivesMillionsOfEmptySpans() throws Exception {
    // two bytes each: as objects they would fill the heap of this test
    int count = 4_000_000;
    byte[] spans = new byte[2 * count];
    for (int i = 0; i < spans.length; i += 2) {
      spans[i] = 0x12;
    }
    byte[] body = nested(nested(spans, 0x12), 0x0A);

    HttpResponse<byte[]> response = running.post(PROTOBUF, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(
            ExportTraceServiceResponse.parseFrom(response.body())
                .getPartialSuccess()
                .getRejectedSpans())
        .isEqualTo(count);
  }

  @Test
  void answersInJsonWhatCameInJson() {
    HttpResponse<byte[]> response = running.postJson("{}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(JSON);
    assertThat(RunningReceiver.text(response)).isEqualTo("{}");
  }

  private static byte[] nested(byte[] content, int tag) throws Exception {
    var bytes = new java.io.ByteArrayOutputStream();
    var out = com.google.protobuf.CodedOutputStream.newInstance(bytes);
    out.writeUInt32NoTag(tag);
    out.writeByteArrayNoTag(content);
    out.flush();
    return bytes.toByteArray();
  }

  private static int indexOf(byte[] body, String text) {
    return new String(body, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
