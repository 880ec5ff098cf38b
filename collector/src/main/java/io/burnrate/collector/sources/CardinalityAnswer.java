package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Writes who has the most series, and what they are made of, as JSON. */
final class CardinalityAnswer {
  private CardinalityAnswer() {}

  static Buffer write(Sources sources, SourceQuery query, Instant now) {
    List<Source> matching =
        sources.all().stream()
            .filter(query::matches)
            .filter(each -> each.seriesIfAny() != null)
            .toList();
    return ItemList.write(
        matching,
        query,
        now,
        json -> head(json, sources),
        source -> json -> source(json, source, query.top()));
  }

  private static void head(JsonGenerator json, Sources sources) throws IOException {
    json.writeNumberField("series", sources.seriesCount());
    json.writeNumberField("maxSeries", sources.limits().maxSeries());
    json.writeNumberField("maxSeriesPerSource", sources.limits().maxSeriesPerSource());
  }

  private static void source(JsonGenerator json, Source source, int top) throws IOException {
    SeriesLimit series = source.series();
    json.writeNumberField("series", series.count());
    json.writeNumberField("refused", series.refused());
    counts(json, "metrics", "series", series.topMetrics(top));
    counts(json, "labels", "values", series.topLabels(top));
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
