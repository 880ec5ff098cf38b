package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over objects of a head and a list in JSON. Members come in any order: where the list comes
 * before the head that its elements need, it is passed over and read afterwards.
 */
final class JsonObjects {
  /** Deeper nesting breaks the body. */
  static final int MAX_DEPTH = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE) // the body's limit holds
                  .build())
          .build();

  private final byte[] body;

  JsonObjects(byte[] body) {
    this.body = body;
  }

  /** Reads the value at the parser's current token, which is {@code base} bytes off. */
  interface Value {
    void read(JsonParser json, int base) throws IOException;
  }

  /**
   * What an object looks like.
   *
   * @param head the name of the member to be read first; empty when there is none
   * @param list the name of the member that holds the elements
   */
  record Shape(String head, Value onHead, String list, Value onElement) {}

  private record Slice(int start, int length) {}

  /** A parser of the whole body. */
  JsonParser open() throws IOException {
    return JSON.createParser(body);
  }

  /** A parser of a part of it, at the first token. */
  JsonParser open(int start, int length) throws IOException {
    JsonParser json = JSON.createParser(body, start, length);
    json.nextToken();
    return json;
  }

  /** Reads the object at the current token, its head before its list. */
  void read(JsonParser json, int base, Shape shape) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("expected an object around " + shape.list());
    }
    boolean ready = shape.head().isEmpty();
    List<Slice> later = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      if (name.equals(shape.head())) {
        shape.onHead().read(json, base);
        ready = true;
      } else if (!name.equals(shape.list())) {
        json.skipChildren();
      } else if (ready) {
        list(json, base, shape);
      } else {
        int start = start(json, base);
        later.add(new Slice(start, skip(json, base) - start));
      }
    }
    for (Slice slice : later) {
      try (JsonParser again = open(slice.start(), slice.length())) {
        list(again, slice.start(), shape);
      }
    }
  }

  /** Where the current token begins. */
  static int start(JsonParser json, int base) {
    return base + (int) json.currentTokenLocation().getByteOffset();
  }

  /** Passes over the value at the current token; answers where it ends. */
  static int skip(JsonParser json, int base) throws IOException {
    json.skipChildren();
    return base + (int) json.currentLocation().getByteOffset();
  }

  private static void list(JsonParser json, int base, Shape shape) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new IOException(shape.list() + ": expected an array");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      shape.onElement().read(json, base);
    }
  }
}
