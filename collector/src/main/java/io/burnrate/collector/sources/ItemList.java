package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Writes a list as JSON: how many there are, and the first of them. */
final class ItemList {
  /** Behind so much no further item is begun. */
  static final int MAX_BYTES = 16 << 20;

  private static final JsonFactory JSON = new JsonFactory();

  /** Writes members of an object. */
  @FunctionalInterface
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private ItemList() {}

  /**
   * A list of sources.
   *
   * @param matching in any order
   * @param head what is said before the sources
   * @param each what is said of a source, beside its route and name
   */
  static Buffer write(
      List<Source> matching,
      SourceQuery query,
      Instant now,
      Members head,
      Function<Source, Members> each) {
    List<Members> items =
        query.first(matching).stream()
            .<Members>map(
                source ->
                    json -> {
                      json.writeStringField("route", source.route());
                      json.writeStringField("name", source.name());
                      each.apply(source).write(json);
                    })
            .toList();
    return write(items, matching.size(), now, head);
  }

  /**
   * A list of anything.
   *
   * @param total how many there are, those that are not among {@code items} too
   * @param head what is said before the items
   */
  static Buffer write(List<Members> items, int total, Instant now, Members head) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("at", now.toString());
      head.write(json);
      json.writeNumberField("total", total);
      json.writeArrayFieldStart("items");
      int listed = 0;
      while (listed < items.size() && bytes.size() < MAX_BYTES) {
        json.writeStartObject();
        items.get(listed++).write(json);
        json.writeEndObject();
        json.flush();
      }
      json.writeEndArray();
      json.writeNumberField("truncatedItems", total - listed);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
