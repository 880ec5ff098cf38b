package io.burnrate.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, written once, and the instant that its age counts from: so an answer can be kept
 * for a moment and still tell its true age. Immutable.
 */
final class Answer {
  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] json;
  private final @Nullable Instant newest;

  private Answer(byte[] json, @Nullable Instant newest) {
    this.json = json;
    this.newest = newest;
  }

  /**
   * Writes an answer.
   *
   * @param newest when its newest figure was taken; null when there is none
   * @param fields writes the fields, at least one
   */
  static Answer of(@Nullable Instant newest, Fields fields) {
    return new Answer(object(fields), newest);
  }

  /** A JSON object on its own. */
  static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  int size() {
    return json.length;
  }

  /** The whole body, with {@code ageSeconds} as of {@code now}. */
  Buffer body(Instant now) {
    String age = newest == null ? "null" : ageSeconds(newest, now).toPlainString();
    byte[] head = ("{\"ageSeconds\":" + age + ",").getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(head.length + json.length)
        .appendBytes(head)
        .appendBytes(json, 1, json.length - 1);
  }

  private static BigDecimal ageSeconds(Instant newest, Instant now) {
    return BigDecimal.valueOf(Math.max(0, Duration.between(newest, now).toMillis()), 3);
  }

  /** Writes a number; what is not a finite one becomes null. */
  static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  /** Writes {@code unscaled / 10^scale} without loss. */
  static void exact(JsonGenerator json, String name, long unscaled, int scale) throws IOException {
    BigDecimal value = BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
    json.writeFieldName(name);
    json.writeNumber(value.toPlainString());
  }

  /** Writes an instant in RFC 3339, or null for none. */
  static void instant(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
    json.writeFieldName(name);
    if (value == null || value.equals(Instant.EPOCH)) {
      json.writeNull();
    } else {
      json.writeString(value.toString());
    }
  }

  /** Writes fields of one object. */
  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
