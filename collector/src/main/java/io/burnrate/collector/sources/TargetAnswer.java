package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what was found to scrape, and what of it is not scraped, as JSON. */
final class TargetAnswer {
  /** Behind so much no further target is begun. */
  static final int MAX_BYTES = 16 << 20;

  private static final JsonFactory JSON = new JsonFactory();
  private static final String ADDRESS = "__address__";
  private static final double NANOS_PER_SECOND = 1e9;

  private TargetAnswer() {}

  static Buffer write(FoundTargets found, TargetQuery query, Instant now) {
    List<ScrapedTarget> active = found.active().stream().filter(query::wants).toList();
    List<DroppedTarget> dropped = found.dropped().stream().filter(query::wants).toList();
    int total = active.size() + dropped.size();
    int most = Math.min(total, query.limit());
    int listed = 0;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("at", now.toString());
      json.writeNumberField("total", total);
      json.writeObjectFieldStart("dropped");
      for (Map.Entry<String, Integer> each : new TreeMap<>(found.droppedByReason()).entrySet()) {
        json.writeNumberField(each.getKey(), each.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("items");
      while (listed < most && bytes.size() < MAX_BYTES) {
        if (listed < active.size()) {
          target(json, active.get(listed));
        } else {
          target(json, dropped.get(listed - active.size()));
        }
        json.flush();
        listed++;
      }
      json.writeEndArray();
      json.writeNumberField("truncatedItems", total - listed);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static void target(JsonGenerator json, ScrapedTarget target) throws IOException {
    json.writeStartObject();
    json.writeStringField("state", "active");
    json.writeStringField("job", target.job());
    json.writeStringField("url", target.url());
    json.writeBooleanField("held", target.held());
    seconds(json, "intervalSeconds", target.interval());
    seconds(json, "timeoutSeconds", target.timeout());
    scrape(json, target.last());
    labels(json, "labels", target.labels());
    labels(json, "discoveredLabels", target.discovered());
    json.writeEndObject();
  }

  private static void scrape(JsonGenerator json, ScrapedTarget.@Nullable Scrape last)
      throws IOException {
    if (last == null) {
      json.writeStringField("health", "unknown");
      json.writeNullField("lastScrape");
      json.writeNullField("lastScrapeSeconds");
      json.writeNullField("samples");
      json.writeStringField("lastError", "");
      return;
    }
    json.writeStringField("health", last.up() ? "up" : "down");
    json.writeStringField("lastScrape", last.end().toString());
    seconds(json, "lastScrapeSeconds", last.duration());
    json.writeNumberField("samples", last.samples());
    json.writeStringField("lastError", last.error());
  }

  private static void target(JsonGenerator json, DroppedTarget target) throws IOException {
    json.writeStartObject();
    json.writeStringField("state", "dropped");
    json.writeStringField("job", target.job());
    json.writeStringField("reason", target.reason());
    labels(json, "discoveredLabels", target.discovered());
    json.writeEndObject();
  }

  private static void labels(JsonGenerator json, String field, Map<String, String> labels)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> each : new TreeMap<>(labels).entrySet()) {
      String value = each.getValue();
      json.writeStringField(each.getKey(), each.getKey().equals(ADDRESS) ? open(value) : value);
    }
    json.writeEndObject();
  }

  /** An address that holds a user and password is dropped, and shown without them. */
  private static String open(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? address : "…" + address.substring(at);
  }

  private static void seconds(JsonGenerator json, String field, Duration duration)
      throws IOException {
    json.writeNumberField(field, duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND);
  }
}
