package io.burnrate.alerting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** JSON in and out. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Texts by name, sorted. */
  static String text(Map<String, String> strings) {
    return object(new TreeMap<>(strings));
  }

  static String object(Map<String, ?> values) {
    try {
      return MAPPER.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON", e);
    }
  }

  /** The object in {@code text}; empty for text that is none. */
  static Map<String, String> strings(String text) {
    if (text.isEmpty()) {
      return Map.of();
    }
    try {
      return MAPPER.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      return Map.of();
    }
  }
}
