package io.burnrate.collector.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Writes what is asked of sources as JSON: how many there are, and the first of them. */
final class SourceList {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes members of an object. */
  @FunctionalInterface
  interface Head {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes members of the object of one source. */
  @FunctionalInterface
  interface Item {
    void write(JsonGenerator json, Source source) throws IOException;
  }

  private SourceList() {}

  /**
   * The answer.
   *
   * @param matching in any order
   * @param head what is said before the sources
   */
  static Buffer write(List<Source> matching, SourceQuery query, Instant now, Head head, Item item) {
    List<Source> listed = query.first(matching);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("at", now.toString());
      head.write(json);
      json.writeNumberField("total", matching.size());
      json.writeArrayFieldStart("items");
      for (Source source : listed) {
        json.writeStartObject();
        json.writeStringField("route", source.route());
        json.writeStringField("name", source.name());
        item.write(json, source);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("truncatedItems", matching.size() - listed.size());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
