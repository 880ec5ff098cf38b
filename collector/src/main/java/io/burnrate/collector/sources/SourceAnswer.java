package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes what the book says, as JSON. */
final class SourceAnswer {
  private static final double THOUSAND = 1_000;

  private SourceAnswer() {}

  static Buffer write(Collection<Source> all, SourceQuery query, Instant now) {
    List<Source> matching = all.stream().filter(query::matches).toList();
    return ItemList.write(matching, query, now, none -> {}, source -> json -> source(json, source));
  }

  private static void source(JsonGenerator json, Source source) throws IOException {
    json.writeStringField("firstHeard", source.firstHeard().toString());
    json.writeStringField("lastHeard", source.lastHeard().toString());
    rate(json, "acceptedPerSecond", source.acceptedPerSecond());
    rate(json, "rejectedPerSecond", source.rejectedPerSecond());
    json.writeNumberField("accepted", source.accepted());
    counts(json, "rejected", source.rejected());
    counts(json, "leftOut", source.leftOut());
    counts(json, "refusedRequests", source.refused());
    if (source.lagMillis() < 0) {
      json.writeNullField("lagSeconds");
    } else {
      json.writeNumberField("lagSeconds", source.lagMillis() / THOUSAND);
    }
    json.writeNumberField("series", source.seriesCount());
    json.writeArrayFieldStart("dialects");
    for (String dialect : source.dialects()) {
      json.writeString(dialect);
    }
    json.writeEndArray();
    Source.Failure failure = source.lastFailure();
    if (failure == null) {
      json.writeNullField("lastError");
    } else {
      json.writeObjectFieldStart("lastError");
      json.writeStringField("time", failure.time().toString());
      json.writeStringField("message", failure.message());
      json.writeEndObject();
    }
  }

  private static void rate(JsonGenerator json, String field, double perSecond) throws IOException {
    json.writeFieldName(field);
    json.writeNumber(BigDecimal.valueOf(Math.round(perSecond * THOUSAND), 3));
  }

  private static void counts(JsonGenerator json, String field, Map<?, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<?, Long> each : counts.entrySet()) {
      json.writeNumberField(String.valueOf(each.getKey()), each.getValue());
    }
    json.writeEndObject();
  }
}
