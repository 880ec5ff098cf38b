package io.burnrate.benchmarks.intake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The same spans as OTLP and as Zipkin's protobuf: a body is encoded once, and afterwards only its
 * ids are written anew, so that no span is a repeated one.
 */
final class SpanPayload implements Payload {
  private static final long MICROS = 1_000;

  /** Stands where an id belongs until its place is known: 8 bytes that occur nowhere else. */
  private static final long MARK = 0xF1E2D3C4B5A69788L;

  private final byte[] body;
  private final List<Integer> ids = new ArrayList<>();
  private final int spans;
  private long next;

  private SpanPayload(byte[] body, int spans, long first) {
    this.body = body;
    this.spans = spans;
    this.next = first;
    ByteBuffer buffer = ByteBuffer.wrap(body);
    for (int i = 0; i + Long.BYTES <= body.length; i++) {
      if (buffer.getLong(i) == MARK) {
        ids.add(i);
      }
    }
  }

  /**
   * One ExportTraceServiceRequest over and over.
   *
   * @param first of the ids, so that several payloads have different ones
   */
  static SpanPayload otlp(int spans, int attributes, long nowMillis, long first) {
    byte[] body =
        Message.of(
            request ->
                request.message(
                    1,
                    resourceSpans ->
                        resourceSpans
                            .message(1, resource -> resource.message(1, text("service.name", "llm")))
                            .message(
                                2,
                                scopeSpans -> {
                                  scopeSpans.message(1, scope -> scope.text(1, "benchmark"));
                                  for (int i = 0; i < spans; i++) {
                                    scopeSpans.message(2, otlpSpan(i, attributes, nowMillis));
                                  }
                                })));
    return new SpanPayload(body, spans, first);
  }

  private static Consumer<Message> otlpSpan(int i, int attributes, long nowMillis) {
    long startNanos = (nowMillis * MICROS + i) * MICROS;
    return span -> {
      span.bytes(1, traceId()).bytes(2, id()).text(5, "chat llama").varint(6, 2);
      span.fixed(7, startNanos).fixed(8, startNanos + (100L + i) * MICROS * MICROS);
      for (int a = 0; a < attributes; a++) {
        span.message(9, text("request.attribute." + a, "value " + i + " of " + a));
      }
    };
  }

  private static Consumer<Message> text(String key, String value) {
    return pair -> pair.text(1, key).message(2, any -> any.text(1, value));
  }

  /** One ListOfSpans over and over, with the same contents. */
  static SpanPayload zipkin(int spans, int attributes, long nowMillis, long first) {
    byte[] body =
        Message.of(
            list -> {
              for (int i = 0; i < spans; i++) {
                list.message(1, zipkinSpan(i, attributes, nowMillis));
              }
            });
    return new SpanPayload(body, spans, first);
  }

  private static Consumer<Message> zipkinSpan(int i, int attributes, long nowMillis) {
    return span -> {
      span.bytes(1, traceId()).bytes(3, id()).varint(4, 2).text(5, "chat llama");
      span.fixed(6, nowMillis * MICROS + i).varint(7, (100L + i) * MICROS);
      span.message(8, endpoint -> endpoint.text(1, "llm"));
      for (int a = 0; a < attributes; a++) {
        String key = "request.attribute." + a;
        String value = "value " + i + " of " + a;
        span.message(11, tag -> tag.text(1, key).text(2, value));
      }
    };
  }

  private static byte[] traceId() {
    return ByteBuffer.allocate(16).putLong(0x0123456789ABCDEFL).putLong(MARK).array();
  }

  private static byte[] id() {
    return ByteBuffer.allocate(Long.BYTES).putLong(MARK).array();
  }

  @Override
  public byte[] next() {
    byte[] copy = body.clone();
    ByteBuffer buffer = ByteBuffer.wrap(copy);
    for (int at : ids) {
      buffer.putLong(at, ++next);
    }
    return copy;
  }

  @Override
  public int items() {
    return spans;
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Content-Type", "application/x-protobuf");
  }
}
