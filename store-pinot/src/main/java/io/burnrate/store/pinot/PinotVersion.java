package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Pinot it is.
 *
 * @param major 0 for 0.11, the last release whose parts are all published as artifacts
 */
record PinotVersion(int major, int minor) {
  private static final PinotVersion UNNAMED = new PinotVersion(1, 5);
  private static final Pattern NUMBERS = Pattern.compile("^(\\d{1,6})\\.(\\d{1,6})");

  /**
   * From what a controller answers to {@code GET /version}: its parts, each with a version. Without
   * any it is taken for a current one.
   */
  static PinotVersion of(JsonNode versions) {
    for (JsonNode each : versions) {
      Matcher numbers = NUMBERS.matcher(each.asText());
      if (numbers.find()) {
        return new PinotVersion(
            Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
      }
    }
    return UNNAMED;
  }

  /** 1.0 or later. */
  boolean current() {
    return major >= 1;
  }

  /** 1.3 or later: with a consumer for Kafka 3 and later, and a window for dedup. */
  boolean hasDedupWindow() {
    return major > 1 || (major == 1 && minor >= 3);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
