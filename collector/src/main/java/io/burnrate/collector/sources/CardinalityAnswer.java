package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Writes who has the most series, and what they are made of, as JSON. */
final class CardinalityAnswer {
  private static final JsonFactory JSON = new JsonFactory();

  private CardinalityAnswer() {}

  static Buffer write(Sources sources, SourceQuery query, Instant now) {
    List<Source> matching =
        sources.all().stream()
            .filter(query::matches)
            .filter(each -> each.seriesIfAny() != null)
            .toList();
    List<Source> listed = query.first(matching);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("at", now.toString());
      json.writeNumberField("series", sources.seriesCount());
      json.writeNumberField("maxSeries", sources.limits().maxSeries());
      json.writeNumberField("maxSeriesPerSource", sources.limits().maxSeriesPerSource());
      json.writeNumberField("total", matching.size());
      json.writeArrayFieldStart("items");
      for (Source source : listed) {
        source(json, source, query.top());
      }
      json.writeEndArray();
      json.writeNumberField("truncatedItems", matching.size() - listed.size());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static void source(JsonGenerator json, Source source, int top) throws IOException {
    SeriesLimit series = source.series();
    json.writeStartObject();
    json.writeStringField("route", source.route());
    json.writeStringField("name", source.name());
    json.writeNumberField("series", series.count());
    json.writeNumberField("refused", series.refused());
    counts(json, "metrics", "series", series.topMetrics(top));
    counts(json, "labels", "values", series.topLabels(top));
    json.writeEndObject();
  }

  private static void counts(
      JsonGenerator json, String list, String number, List<TopCounts.Count> counts)
      throws IOException {
    json.writeArrayFieldStart(list);
    for (TopCounts.Count each : counts) {
      json.writeStartObject();
      json.writeStringField("name", each.name());
      json.writeNumberField(number, each.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
