package io.burnrate.collector.otlp;

import com.google.protobuf.ByteString;
import io.burnrate.store.Column;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the log records of one export into rows of {@link Tables#LOGS}. One thread. */
final class LogRows implements SignalRows {
  /** A longer body that is a text is cut. */
  static final int MAX_BODY_CHARS = 32 << 10;

  /**
   * Equal records are told apart among so many that follow each other, which is all of an export of
   * usual size. In a larger one each such group counts for itself.
   */
  static final int GROUP = 20_000;

  private static final String GEN_AI = "gen_ai";
  private static final String EVENT_NAME_ATTRIBUTE = "event.name";
  private static final HexFormat HEX = HexFormat.of();

  private static final Column TIME = Tables.LOGS.time();
  private static final Column RECORD_ID = Tables.LOGS.column("record_id");
  private static final Column SERVICE = Tables.LOGS.column("service");
  private static final Column SCOPE = Tables.LOGS.column("scope");
  private static final Column SEVERITY = Tables.LOGS.column("severity");
  private static final Column EVENT_NAME = Tables.LOGS.column("event_name");
  private static final Column TRACE_ID = Tables.LOGS.column("trace_id");
  private static final Column SPAN_ID = Tables.LOGS.column("span_id");
  private static final Column BODY = Tables.LOGS.column("body");
  private static final Column ATTRIBUTES = Tables.LOGS.column("attributes");
  private static final Column RESOURCE = Tables.LOGS.column("resource");
  private static final Column SCOPE_ATTRIBUTES = Tables.LOGS.column("scope_attributes");
  private static final Column TIME_NANOS = Tables.LOGS.column("time_nanos");
  private static final Column OBSERVED_NANOS = Tables.LOGS.column("observed_nanos");
  private static final Column SEVERITY_NUMBER = Tables.LOGS.column("severity_number");
  private static final Column FLAGS = Tables.LOGS.column("flags");

  private final Arrival arrival;
  private final long earliestNanos;
  private final long latestNanos;
  private final TableRows rows;
  private final Identity identity = new Identity();
  private final Map<String, Integer> equal = new HashMap<>();
  private long group;
  private int inGroup;
  private Origin origin = new Origin(Origin.UNKNOWN, "{}");
  private byte[] originDigest = {};
  private ScopeText scope = ScopeText.NONE;
  private byte[] scopeDigest = {};

  LogRows(Arrival arrival) {
    this.arrival = arrival;
    this.earliestNanos = arrival.earliestNanos(Tables.LOGS);
    this.latestNanos = arrival.latestNanos();
    this.rows = new TableRows(Tables.LOGS, arrival.appender());
  }

  @Override
  public void resource(Resource resource) {
    origin = Origin.of(resource, arrival);
    originDigest = identity.begin().add(resource.getAttributesList()).digest();
  }

  @Override
  public void scope(InstrumentationScope told) {
    scope = ScopeText.of(told, arrival);
    scopeDigest = ScopeText.digest(told, originDigest, identity);
  }

  @Override
  public void item(Item item) throws IOException {
    LogRecord.Builder builder = LogRecord.newBuilder();
    Fault fault = item.read(builder);
    LogRecord record = builder.build();
    if (fault == null) {
      fault = fault(record);
    }
    if (fault != null) {
      arrival.tally().reject(fault);
    } else {
      add(record);
    }
  }

  @Override
  public void finish() {
    rows.finish();
  }

  private void add(LogRecord record) {
    String event = eventName(record);
    if (event.startsWith(GEN_AI + '.')) {
      arrival.tally().speaks(GEN_AI);
    }
    long timeMillis = timeMillis(record);
    arrival.tally().accept(timeMillis);
    if (timeMillis * 1_000_000 < earliestNanos) {
      arrival.tally().drop(Drop.EXPIRED);
      return;
    }
    rows.next();
    rows.set(TIME, timeMillis);
    rows.set(RECORD_ID, id(record));
    rows.set(TIME_NANOS, record.getTimeUnixNano());
    rows.set(OBSERVED_NANOS, record.getObservedTimeUnixNano());
    rows.set(SEVERITY_NUMBER, (long) record.getSeverityNumberValue());
    rows.set(SEVERITY, severity(record));
    rows.set(FLAGS, Integer.toUnsignedLong(record.getFlags()));
    rows.set(EVENT_NAME, event);
    rows.set(TRACE_ID, id(record.getTraceId(), 16));
    rows.set(SPAN_ID, id(record.getSpanId(), 8));
    rows.set(SERVICE, origin.service());
    rows.set(RESOURCE, origin.resourceJson());
    rows.set(SCOPE, scope.name());
    rows.set(SCOPE_ATTRIBUTES, scope.attributesJson());
    rows.set(ATTRIBUTES, arrival.attributes().of(record.getAttributesList()));
    rows.set(BODY, body(record, event));
  }

  private String body(LogRecord record, String event) {
    AttributeJson attributes = arrival.attributes();
    if (record.hasBody() && !attributes.keepsContent() && talk(record, event)) {
      attributes.dropContent();
      return "";
    }
    return attributes.of(record.getBody(), MAX_BODY_CHARS);
  }

  /** Whether the body may be what was said to or by a model. */
  private static boolean talk(LogRecord record, String event) {
    if (GenAiContent.isEvent(event)) {
      return true;
    }
    if (event.isEmpty()) {
      for (KeyValue attribute : record.getAttributesList()) {
        if (attribute.getKey().startsWith(GEN_AI + '.')) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable Fault fault(LogRecord record) {
    long time = record.getTimeUnixNano();
    long observed = record.getObservedTimeUnixNano();
    // fixed64: what is negative here is beyond the year 2262
    return time < 0 || observed < 0 || time > latestNanos || observed > latestNanos
        ? Fault.FUTURE
        : null;
  }

  /** When it happened, or was observed, or came: a record without any time is kept too. */
  private long timeMillis(LogRecord record) {
    long nanos = record.getTimeUnixNano();
    if (nanos == 0) {
      nanos = record.getObservedTimeUnixNano();
    }
    return nanos == 0 ? arrival.now().toEpochMilli() : nanos / 1_000_000;
  }

  /** A digest of the record, whatever its encoding, and of its place among equal ones. */
  private String id(LogRecord record) {
    if (inGroup++ == GROUP) {
      inGroup = 1;
      group++;
      equal.clear();
    }
    String digest =
        identity
            .begin()
            .add(scopeDigest)
            .add(record.getTimeUnixNano())
            .add(record.getObservedTimeUnixNano())
            .add((long) record.getSeverityNumberValue())
            .add(record.getSeverityText())
            .add(record.getBody())
            .add(record.getAttributesList())
            .add((long) record.getFlags())
            .add(record.getTraceId().toByteArray())
            .add(record.getSpanId().toByteArray())
            .add(record.getEventName())
            .add(group)
            .text();
    int before = equal.merge(digest, 1, Integer::sum) - 1;
    return before == 0 ? digest : identity.begin().add(digest).add((long) before).text();
  }

  /** Older senders put the name of an event into an attribute. */
  private static String eventName(LogRecord record) {
    if (!record.getEventName().isEmpty()) {
      return Names.of(record.getEventName());
    }
    for (KeyValue attribute : record.getAttributesList()) {
      if (attribute.getKey().equals(EVENT_NAME_ATTRIBUTE)) {
        return Names.of(attribute.getValue().getStringValue());
      }
    }
    return "";
  }

  /** The sender's word, or that of the protocol for its number; empty where neither is told. */
  private static String severity(LogRecord record) {
    if (!record.getSeverityText().isEmpty()) {
      return Names.of(record.getSeverityText());
    }
    SeverityNumber number = record.getSeverityNumber();
    return number == SeverityNumber.UNRECOGNIZED
            || number == SeverityNumber.SEVERITY_NUMBER_UNSPECIFIED
        ? ""
        : number.name().substring("SEVERITY_NUMBER_".length());
  }

  /** Empty for an id of another length or of zeros: the record belongs to no span then. */
  private static String id(ByteString id, int bytes) {
    if (id.size() != bytes) {
      return "";
    }
    for (int i = 0; i < bytes; i++) {
      if (id.byteAt(i) != 0) {
        return HEX.formatHex(id.toByteArray());
      }
    }
    return "";
  }
}
