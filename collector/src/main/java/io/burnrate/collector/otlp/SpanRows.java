package io.burnrate.collector.otlp;

import com.google.protobuf.ByteString;
import io.burnrate.store.Column;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Turns spans into rows of {@link Tables#SPANS}, checks each one and hands full batches on. One
 * thread.
 */
final class SpanRows implements SignalRows {
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
  private static final Column PROVIDER = Tables.SPANS.column("provider");
  private static final Column DIALECT = Tables.SPANS.column("dialect");
  private static final Column ATTRIBUTES = Tables.SPANS.column("attributes");
  private static final Column RESOURCE = Tables.SPANS.column("resource");
  private static final Column START = Tables.SPANS.column("start_nanos");
  private static final Column DURATION = Tables.SPANS.column("duration_nanos");
  private static final Column ENTRY = Tables.SPANS.column("entry");
  private static final Column INPUT_TOKENS = Tables.SPANS.column("input_tokens");
  private static final Column OUTPUT_TOKENS = Tables.SPANS.column("output_tokens");

  private static final Column CACHED = Tables.SPANS.column("cached_input_tokens");
  private static final Column REASONING = Tables.SPANS.column("reasoning_output_tokens");
  private static final Column FIRST_TOKEN = Tables.SPANS.column("time_to_first_token_seconds");
  private static final Column PER_TOKEN = Tables.SPANS.column("time_per_output_token_seconds");

  private final Tally tally;
  private final AttributeJson attributes;
  private final Arrival arrival;
  private final long earliestNanos;
  private final long latestNanos;
  private final GenAi genAi = new GenAi();
  private final TableRows rows;
  private Origin origin = new Origin(Origin.UNKNOWN, "{}");
  private String scope = "";

  SpanRows(Arrival arrival) {
    this.arrival = arrival;
    this.tally = arrival.tally();
    this.attributes = arrival.attributes();
    this.earliestNanos = arrival.earliestNanos(Tables.SPANS);
    this.latestNanos = arrival.latestNanos();
    this.rows = new TableRows(Tables.SPANS, arrival.appender());
  }

  @Override
  public void resource(Resource resource) {
    origin = Origin.of(resource, arrival);
  }

  @Override
  public void scope(InstrumentationScope told) {
    scope = Names.of(told.getName());
  }

  @Override
  public void item(Item item) throws IOException {
    Span.Builder span = Span.newBuilder();
    Fault fault = item.read(span);
    if (fault == null) {
      add(span.build());
    } else {
      tally.reject(fault);
    }
  }

  @Override
  public void finish() {
    rows.finish();
  }

  private void add(Span span) {
    Fault fault = fault(span);
    if (fault != null) {
      tally.reject(fault);
      return;
    }
    tally.accept(span.getEndTimeUnixNano() / 1_000_000);
    if (span.getStartTimeUnixNano() < earliestNanos) {
      tally.drop(Drop.EXPIRED);
      return;
    }
    rows.next();
    fill(span);
    rows.set(SERVICE, origin.service());
    rows.set(RESOURCE, origin.resourceJson());
    rows.set(SCOPE, scope);
  }

  private void fill(Span span) {
    genAi.read(span);
    long start = span.getStartTimeUnixNano();
    boolean root = zero(span.getParentSpanId());
    rows.set(TIME, start / 1_000_000);
    rows.set(TRACE_ID, hex(span.getTraceId()));
    rows.set(SPAN_ID, hex(span.getSpanId()));
    rows.set(PARENT, root ? "" : hex(span.getParentSpanId()));
    rows.set(NAME, Names.of(span.getName()));
    rows.set(KIND, kind(span));
    rows.set(STATUS, status(span));
    rows.set(START, start);
    rows.set(DURATION, span.getEndTimeUnixNano() - start);
    rows.set(ENTRY, entry(span, root) ? 1L : 0L);
    genAi();
    rows.set(ATTRIBUTES, attributes.of(span));
  }

  private void genAi() {
    rows.set(MODEL, Names.of(genAi.model()));
    rows.set(OPERATION, Names.of(genAi.operation()));
    rows.set(PROVIDER, Names.of(genAi.provider()));
    rows.set(DIALECT, genAi.dialect());
    rows.set(INPUT_TOKENS, genAi.inputTokens());
    rows.set(OUTPUT_TOKENS, genAi.outputTokens());
    rows.set(CACHED, genAi.cachedInputTokens());
    rows.set(REASONING, genAi.reasoningOutputTokens());
    rows.set(FIRST_TOKEN, genAi.firstTokenSeconds());
    rows.set(PER_TOKEN, genAi.perTokenSeconds());
    if (!genAi.dialect().isEmpty()) {
      tally.speaks(genAi.dialect());
    }
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
