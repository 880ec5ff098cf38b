package io.burnrate.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a query string apart. */
final class QueryText {
  private QueryText() {}

  /** Names and values in order, repeated names repeated. Bad percent-encoding is a problem. */
  static List<Map.Entry<String, String>> parse(@Nullable String query) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    if (query == null || query.isEmpty()) {
      return pairs;
    }
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        pairs.add(Map.entry(decode(name), decode(value)));
      }
    }
    return pairs;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemException.ofStatus(400, "The query is not percent-encoded correctly");
    }
  }
}
