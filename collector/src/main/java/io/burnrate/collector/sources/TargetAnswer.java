package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonGenerator;
import io.burnrate.collector.sources.ItemList.Members;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what was found to scrape, and what of it is not scraped, as JSON. */
final class TargetAnswer {
  private static final String ADDRESS = "__address__";
  private static final double NANOS_PER_SECOND = 1e9;

  private TargetAnswer() {}

  static Buffer write(FoundTargets found, TargetQuery query, Instant now) {
    List<Members> all = new ArrayList<>();
    found.active().stream()
        .filter(query::wants)
        .forEach(each -> all.add(json -> target(json, each)));
    found.dropped().stream()
        .filter(query::wants)
        .forEach(each -> all.add(json -> target(json, each)));
    List<Members> wanted = all.subList(0, Math.min(all.size(), query.limit()));
    return ItemList.write(wanted, all.size(), now, json -> head(json, found));
  }

  private static void head(JsonGenerator json, FoundTargets found) throws IOException {
    json.writeObjectFieldStart("dropped");
    for (Map.Entry<String, Integer> each : new TreeMap<>(found.droppedByReason()).entrySet()) {
      json.writeNumberField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
  }

  private static void target(JsonGenerator json, ScrapedTarget target) throws IOException {
    json.writeStringField("state", "active");
    json.writeStringField("job", target.job());
    json.writeStringField("url", target.url());
    json.writeBooleanField("held", target.held());
    seconds(json, "intervalSeconds", target.interval());
    seconds(json, "timeoutSeconds", target.timeout());
    scrape(json, target.last());
    labels(json, "labels", target.labels());
    labels(json, "discoveredLabels", target.discovered());
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
    json.writeStringField("state", "dropped");
    json.writeStringField("job", target.job());
    json.writeStringField("reason", target.reason());
    labels(json, "discoveredLabels", target.discovered());
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
