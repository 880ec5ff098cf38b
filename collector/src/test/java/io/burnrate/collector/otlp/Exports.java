package io.burnrate.collector.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Exports to send. */
final class Exports {
  static final String TRACE = "5b8efff798038103d269b633813fc60c";
  static final long START = RunningReceiver.NOW.getEpochSecond() * 1_000_000_000L - 60_000_000_000L;

  private Exports() {}

  /** A sound span; {@code number} makes its id. */
  static Span.Builder span(int number) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(TRACE)))
        .setSpanId(id(number))
        .setName("chat gpt")
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + 250_000_000L);
  }

  static ByteString id(int number) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(8).putLong(0x0100_0000_0000_0000L + number).flip());
  }

  static List<Span> spans(int count) {
    return IntStream.range(0, count).mapToObj(i -> span(i).build()).toList();
  }

  static ExportTraceServiceRequest of(Iterable<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "chat")))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("my.library"))
                        .addAllSpans(spans)))
        .build();
  }

  static byte[] bytes(Span.Builder... spans) {
    return of(java.util.Arrays.stream(spans).map(Span.Builder::build).toList()).toByteArray();
  }

  static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
