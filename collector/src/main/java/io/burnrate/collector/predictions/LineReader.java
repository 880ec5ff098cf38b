package io.burnrate.collector.predictions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.burnrate.collector.http.CleanText;
import io.burnrate.collector.predictions.BadLine.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and checks one line at a time. Reused from line to line; one thread. */
final class LineReader {
  /** A longer line is refused. */
  static final int MAX_LINE_BYTES = 1 << 20;

  /** A line of more features is refused. */
  static final int MAX_FEATURES = 1_000;

  /** A longer model, version, id, feature name, or text value is refused. */
  static final int MAX_TEXT_CHARS = 1_024;

  /** A line nested deeper is refused. */
  static final int MAX_DEPTH = 32;

  /** A time further than this ahead of our clock is refused. */
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_TEXT_CHARS)
                  .build())
          .build();

  private final JsonStringEncoder encoder = JsonStringEncoder.getInstance();
  private final Map<String, String> features = new TreeMap<>();
  private final StringBuilder text = new StringBuilder();
  private final Instant now;

  private @Nullable String model;
  private @Nullable String prediction;
  private @Nullable Instant time;
  private String version = "";
  private String label = "";
  private String id = "";

  LineReader(Instant now) {
    this.now = now;
  }

  Prediction read(byte[] body, int start, int length) throws BadLine {
    if (length > MAX_LINE_BYTES) {
      throw new BadLine(Reason.SIZE, "the line is longer than " + MAX_LINE_BYTES + " bytes");
    }
    clear();
    try (JsonParser json = JSON.createParser(body, start, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadLine(Reason.TYPE, "expected a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        member(name, json);
      }
      if (json.nextToken() != null) {
        throw new BadLine(Reason.JSON, "something follows the object");
      }
    } catch (JsonProcessingException e) {
      throw new BadLine(Reason.JSON, e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadLine(Reason.JSON, String.valueOf(e.getMessage()));
    }
    return new Prediction(
        present(model, "model"),
        version,
        (time == null ? now : time).toEpochMilli(),
        featuresJson(),
        present(prediction, "prediction"),
        label,
        id);
  }

  private void clear() {
    features.clear();
    model = null;
    prediction = null;
    time = null;
    version = "";
    label = "";
    id = "";
  }

  private void member(String name, JsonParser json) throws IOException, BadLine {
    boolean absent = json.currentToken() == JsonToken.VALUE_NULL;
    switch (name) {
      case "features" -> {
        if (!absent) {
          features(json);
        }
      }
      case "model" -> model = absent ? null : text(name, json);
      case "version" -> version = absent ? "" : numberOrText(name, json);
      case "prediction" -> prediction = absent ? null : numberOrText(name, json);
      case "label" -> label = absent ? "" : numberOrText(name, json);
      case "id" -> id = absent ? "" : numberOrText(name, json);
      case "time" -> time = absent ? null : time(json);
      default -> json.skipChildren();
    }
  }

  private void features(JsonParser json) throws IOException, BadLine {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new BadLine(Reason.TYPE, "features: expected an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = CleanText.of(json.currentName(), MAX_TEXT_CHARS);
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue; // a missing value; the table knows numbers and texts only
      }
      if (features.size() == MAX_FEATURES) {
        throw new BadLine(Reason.FEATURES, "features: more than " + MAX_FEATURES);
      }
      features.put(name, feature(name, json));
    }
  }

  /** The JSON of a feature's value. */
  private String feature(String name, JsonParser json) throws IOException, BadLine {
    return switch (json.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(name, json);
      case VALUE_STRING -> quoted(text("features." + name, json));
      case VALUE_TRUE, VALUE_FALSE -> quoted(json.getText());
      default ->
          throw new BadLine(
              Reason.TYPE, "features." + name + ": expected a number, text, truth value or null");
    };
  }

  private String featuresJson() {
    StringBuilder object = new StringBuilder("{");
    for (Map.Entry<String, String> feature : features.entrySet()) {
      if (object.length() > 1) {
        object.append(',');
      }
      object.append(quoted(feature.getKey())).append(':').append(feature.getValue());
    }
    return object.append('}').toString();
  }

  private String quoted(String value) {
    text.setLength(0);
    text.append('"');
    encoder.quoteAsString(value, text);
    return text.append('"').toString();
  }

  private static String numberOrText(String name, JsonParser json) throws IOException, BadLine {
    return json.currentToken().isNumeric() ? number(name, json) : text(name, json);
  }

  /** The shortest text of the number at the current token. */
  private static String number(String name, JsonParser json) throws IOException, BadLine {
    if (json.getNumberType() == JsonParser.NumberType.INT
        || json.getNumberType() == JsonParser.NumberType.LONG) {
      return Long.toString(json.getLongValue());
    }
    double value = json.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new BadLine(Reason.TYPE, name + ": the number is too large");
    }
    return Double.toString(value);
  }

  private static String text(String name, JsonParser json) throws IOException, BadLine {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadLine(Reason.TYPE, name + ": expected a text");
    }
    String value = json.getText();
    if (value.length() > MAX_TEXT_CHARS) {
      throw new BadLine(Reason.SIZE, name + ": longer than " + MAX_TEXT_CHARS + " characters");
    }
    return CleanText.of(value, MAX_TEXT_CHARS);
  }

  private Instant time(JsonParser json) throws IOException, BadLine {
    Instant time =
        switch (json.currentToken()) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Times.ofNumber(json.getDoubleValue());
          case VALUE_STRING -> Times.ofText(json.getText());
          default -> throw Times.bad("expected a text or a number");
        };
    if (time.isAfter(now.plus(MAX_AHEAD))) {
      throw Times.bad("more than a day in the future");
    }
    return time;
  }

  private static String present(@Nullable String value, String name) throws BadLine {
    if (value == null || value.isBlank()) {
      throw new BadLine(Reason.MISSING, name + ": is missing");
    }
    return value;
  }
}
