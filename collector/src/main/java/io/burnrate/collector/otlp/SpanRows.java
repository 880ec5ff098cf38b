package io.burnrate.collector.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.CleanText;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Turns spans into rows of {@link Tables#SPANS}, checks each one and hands full batches on. One
 * thread.
 */
final class SpanRows {
  /** A larger span is rejected; protobuf objects weigh many times their bytes. */
  static final int MAX_SPAN_BYTES = 1 << 20;

  /** Names are cut to this. */
  static final int MAX_NAME_CHARS = 1024;

  /** A span that starts or ends further than this ahead of our clock is rejected. */
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  private static final String SOURCE = "otlp";
  private static final int FIRST_ROWS = 512;
  private static final HexFormat HEX = HexFormat.of();

  private static final Column TIME = Tables.SPANS.time();
  private static final Column TRACE_ID = Tables.SPANS.column("trace_id");
  private static final Column SPAN_ID = Tables.SPANS.column("span_id");
  private static final Column SERVICE = Tables.SPANS.column("service");
  private static final Column NAME = Tables.SPANS.column("name");
  private static final Column KIND = Tables.SPANS.column("kind");
  private static final Column STATUS = Tables.SPANS.column("status");
  private static final Column PARENT = Tables.SPANS.column("parent_span_id");
  private static final Column SCOPE = Tables.SPANS.column("scope");
  private static final Column MODEL = Tables.SPANS.column("model");
  private static final Column OPERATION = Tables.SPANS.column("operation");
  private static final Column ATTRIBUTES = Tables.SPANS.column("attributes");
  private static final Column RESOURCE = Tables.SPANS.column("resource");
  private static final Column START = Tables.SPANS.column("start_nanos");
  private static final Column DURATION = Tables.SPANS.column("duration_nanos");
  private static final Column ENTRY = Tables.SPANS.column("entry");
  private static final Column INPUT_TOKENS = Tables.SPANS.column("input_tokens");
  private static final Column OUTPUT_TOKENS = Tables.SPANS.column("output_tokens");

  private final BatchAppender appender;
  private final long latestNanos;
  private final Tally tally = new Tally();
  private final AttributeJson attributes = new AttributeJson(tally);
  private final GenAi genAi = new GenAi();
  private RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, SOURCE, FIRST_ROWS);

  /** Where spans come from, as their rows tell it. */
  record Origin(String service, String resourceJson) {}

  SpanRows(BatchAppender appender, Instant now) {
    this.appender = appender;
    Instant latest = now.plus(MAX_AHEAD);
    this.latestNanos = latest.getEpochSecond() * 1_000_000_000L + latest.getNano();
  }

  Origin origin(Resource resource) {
    String service = "";
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals("service.name")) {
        service = name(attribute.getValue().getStringValue());
      }
    }
    return new Origin(
        service.isBlank() ? "unknown_service" : service,
        attributes.of(resource.getAttributesList()));
  }

  static String name(String text) {
    return CleanText.of(text, MAX_NAME_CHARS);
  }

  /** Adds the span that {@code bytes} hold, if they do. */
  void add(Origin origin, String scope, ByteBuffer bytes) {
    if (bytes.remaining() > MAX_SPAN_BYTES) {
      reject(Fault.SIZE);
      return;
    }
    try {
      add(origin, scope, Span.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      reject(Fault.MALFORMED);
    }
  }

  void add(Origin origin, String scope, Span span) {
    Fault fault = fault(span);
    if (fault != null) {
      reject(fault);
      return;
    }
    if (rows.rows() == RowBatch.MAX_ROWS) {
      appender.add(rows.build());
      rows = RowBatch.builder(Tables.SPANS, SOURCE, RowBatch.MAX_ROWS);
    }
    fill(rows.addRow(), span);
    int row = rows.rows() - 1;
    rows.set(row, SERVICE, origin.service());
    rows.set(row, RESOURCE, origin.resourceJson());
    rows.set(row, SCOPE, scope);
    tally.accept();
  }

  void reject(Fault fault) {
    tally.reject(fault);
  }

  /** Hands on what is left, and tells what became of all. */
  Tally finish() {
    appender.add(rows.build());
    return tally;
  }

  private void fill(int row, Span span) {
    genAi.clear();
    for (KeyValue attribute : span.getAttributesList()) {
      genAi.see(attribute.getKey(), attribute.getValue());
    }
    long start = span.getStartTimeUnixNano();
    boolean root = zero(span.getParentSpanId());
    rows.set(row, TIME, start / 1_000_000);
    rows.set(row, TRACE_ID, hex(span.getTraceId()));
    rows.set(row, SPAN_ID, hex(span.getSpanId()));
    rows.set(row, PARENT, root ? "" : hex(span.getParentSpanId()));
    rows.set(row, NAME, name(span.getName()));
    rows.set(row, KIND, kind(span));
    rows.set(row, STATUS, status(span));
    rows.set(row, START, start);
    rows.set(row, DURATION, span.getEndTimeUnixNano() - start);
    rows.set(row, ENTRY, entry(span, root) ? 1L : 0L);
    rows.set(row, MODEL, name(genAi.model()));
    rows.set(row, OPERATION, name(genAi.operation()));
    rows.set(row, INPUT_TOKENS, genAi.inputTokens());
    rows.set(row, OUTPUT_TOKENS, genAi.outputTokens());
    rows.set(row, ATTRIBUTES, attributes.of(span.getAttributesList()));
  }

  private @Nullable Fault fault(Span span) {
    if (span.getTraceId().size() != 16 || zero(span.getTraceId())) {
      return Fault.TRACE_ID;
    }
    if (span.getSpanId().size() != 8 || zero(span.getSpanId())) {
      return Fault.SPAN_ID;
    }
    if (!span.getParentSpanId().isEmpty() && span.getParentSpanId().size() != 8) {
      return Fault.PARENT_SPAN_ID;
    }
    long start = span.getStartTimeUnixNano();
    long end = span.getEndTimeUnixNano();
    if (start == 0) {
      return Fault.NO_START;
    }
    // fixed64: what is negative here is beyond the year 2262
    if (start < 0 || end < 0 || start > latestNanos || end > latestNanos) {
      return Fault.FUTURE;
    }
    return end < start ? Fault.ENDS_BEFORE_START : null;
  }

  private static boolean entry(Span span, boolean root) {
    return root
        || span.getKind() == Span.SpanKind.SPAN_KIND_SERVER
        || span.getKind() == Span.SpanKind.SPAN_KIND_CONSUMER;
  }

  private static String kind(Span span) {
    return switch (span.getKind()) {
      case SPAN_KIND_SERVER -> "SERVER";
      case SPAN_KIND_CLIENT -> "CLIENT";
      case SPAN_KIND_INTERNAL -> "INTERNAL";
      case SPAN_KIND_PRODUCER -> "PRODUCER";
      case SPAN_KIND_CONSUMER -> "CONSUMER";
      case SPAN_KIND_UNSPECIFIED, UNRECOGNIZED -> "UNSPECIFIED";
    };
  }

  private static String status(Span span) {
    StatusCode code = span.getStatus().getCode();
    return switch (code) {
      case STATUS_CODE_OK -> "OK";
      case STATUS_CODE_ERROR -> "ERROR";
      case STATUS_CODE_UNSET, UNRECOGNIZED -> "UNSET";
    };
  }

  private static boolean zero(ByteString id) {
    for (int i = 0; i < id.size(); i++) {
      if (id.byteAt(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static String hex(ByteString id) {
    return HEX.formatHex(id.toByteArray());
  }
}
