package io.burnrate.benchmarks.intake;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The same spans as OTLP and as Zipkin's protobuf: a body is encoded once, and afterwards only its
 * ids and times are written anew, so that no span is a repeated one.
 */
final class SpanPayload implements Payload {
  private static final long MICROS = 1_000;
  private static final long DURATION_MICROS = 150_000;

  /** Stands where an id belongs until its place is known: 8 bytes that occur nowhere else. */
  private static final long MARK = 0xF1E2D3C4B5A69788L;

  /** Likewise for when a span began and ended: as the wire has it, the lowest byte first. */
  private static final long START = 0x7A6B5C4D3E2F1A0BL;

  private static final long END = 0x7A6B5C4D3E2F1A0CL;

  private final byte[] body;
  private final Clock clock;
  private final boolean nanos;
  private final List<Integer> ids = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final int spans;
  private long next;

  private SpanPayload(byte[] body, int spans, boolean nanos, Clock clock, long first) {
    this.body = body;
    this.spans = spans;
    this.nanos = nanos;
    this.clock = clock;
    this.next = first;
    ByteBuffer buffer = ByteBuffer.wrap(body);
    for (int i = 0; i + Long.BYTES <= body.length; i++) {
      if (buffer.getLong(i) == MARK) {
        ids.add(i);
      } else if (Long.reverseBytes(buffer.getLong(i)) == START) {
        starts.add(i);
      } else if (Long.reverseBytes(buffer.getLong(i)) == END) {
        ends.add(i);
      }
    }
  }

  /**
   * One ExportTraceServiceRequest over and over.
   *
   * @param first of the ids, so that several payloads have different ones
   */
  static SpanPayload otlp(int spans, int attributes, Clock clock, long first) {
    byte[] body =
        Message.of(
            request ->
                request.message(
                    1,
                    resourceSpans ->
                        resourceSpans
                            .message(
                                1, resource -> resource.message(1, text("service.name", "llm")))
                            .message(
                                2,
                                scopeSpans -> {
                                  scopeSpans.message(1, scope -> scope.text(1, "benchmark"));
                                  for (int i = 0; i < spans; i++) {
                                    scopeSpans.message(2, otlpSpan(i, attributes));
                                  }
                                })));
    return new SpanPayload(body, spans, true, clock, first);
  }

  private static Consumer<Message> otlpSpan(int i, int attributes) {
    return span -> {
      span.bytes(1, traceId()).bytes(2, id()).text(5, "chat llama").varint(6, 2);
      span.fixed(7, START).fixed(8, END);
      for (int a = 0; a < attributes; a++) {
        span.message(9, text("request.attribute." + a, "value " + i + " of " + a));
      }
    };
  }

  private static Consumer<Message> text(String key, String value) {
    return pair -> pair.text(1, key).message(2, any -> any.text(1, value));
  }

  /** One ListOfSpans over and over, with the same contents. */
  static SpanPayload zipkin(int spans, int attributes, Clock clock, long first) {
    byte[] body =
        Message.of(
            list -> {
              for (int i = 0; i < spans; i++) {
                list.message(1, zipkinSpan(i, attributes));
              }
            });
    return new SpanPayload(body, spans, false, clock, first);
  }

  private static Consumer<Message> zipkinSpan(int i, int attributes) {
    return span -> {
      span.bytes(1, traceId()).bytes(3, id()).varint(4, 2).text(5, "chat llama");
      span.fixed(6, START).varint(7, DURATION_MICROS);
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
    long micros = clock.millis() * MICROS;
    for (int i = 0; i < starts.size(); i++) {
      put(buffer, starts.get(i), micros + i);
    }
    for (int i = 0; i < ends.size(); i++) {
      put(buffer, ends.get(i), micros + i + DURATION_MICROS);
    }
    return copy;
  }

  private void put(ByteBuffer buffer, int at, long micros) {
    buffer.putLong(at, Long.reverseBytes(nanos ? micros * MICROS : micros));
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
