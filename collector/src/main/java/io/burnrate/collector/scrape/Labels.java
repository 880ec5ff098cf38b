package io.burnrate.collector.scrape;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The syntax of {@code {name="value", ...}} in the Prometheus text formats and OpenMetrics. */
final class Labels {
  /** The label that a metric's name is under. */
  static final String METRIC = "__name__";

  private Labels() {}

  /** Behind the closing brace of the labels that open at {@code open}; -1 when they never close. */
  static int end(byte[] text, int open, int limit) {
    boolean quoted = false;
    for (int at = open + 1; at < limit; at++) {
      byte each = text[at];
      if (quoted) {
        if (each == '\\') {
          at++;
        } else if (each == '"') {
          quoted = false;
        }
      } else if (each == '"') {
        quoted = true;
      } else if (each == '}') {
        return at + 1;
      }
    }
    return -1;
  }

  /**
   * The labels in {@code text[open, close)}, braces included; null on another syntax. Names may be
   * quoted; a quoted one without a value is the metric's, and found under {@link #METRIC}.
   */
  static @Nullable Map<String, String> parse(byte[] text, int open, int close) {
    Map<String, String> labels = new HashMap<>();
    int last = close - 1;
    int at = skipBlanks(text, open + 1, last);
    while (at < last) {
      boolean quoted = text[at] == '"';
      int closing = quoted ? closingQuote(text, at, last) : -1;
      if (quoted && closing < 0) {
        return null;
      }
      int nameEnd = quoted ? closing + 1 : nameEnd(text, at, last);
      int quote = skipBlanks(text, nameEnd, last);
      boolean alone = nameEnd > at && (quote == last || text[quote] == ',');
      // The Java client writes a first name with a colon in it without quotes.
      if (alone && (quoted || labels.isEmpty())) {
        if (labels.putIfAbsent(METRIC, name(text, at, nameEnd, quoted)) != null) {
          return null;
        }
        at = skipBlanks(text, quote + 1, last);
        continue;
      }
      if (nameEnd == at || quote == last || text[quote] != '=') {
        return null;
      }
      quote = skipBlanks(text, quote + 1, last);
      int valueEnd = quote < last && text[quote] == '"' ? closingQuote(text, quote, last) : -1;
      if (valueEnd < 0) {
        return null;
      }
      labels.putIfAbsent(name(text, at, nameEnd, quoted), value(text, quote + 1, valueEnd));
      at = skipBlanks(text, valueEnd + 1, last);
      if (at < last && text[at] != ',') {
        return null;
      }
      at = skipBlanks(text, at + 1, last);
    }
    return labels;
  }

  /** Behind the metric or label name that starts at {@code from}; {@code from} if none does. */
  static int nameEnd(byte[] text, int from, int limit) {
    int at = from;
    while (at < limit && nameByte(text[at], at == from)) {
      at++;
    }
    return at;
  }

  static int skipBlanks(byte[] text, int from, int limit) {
    int at = from;
    while (at < limit && (text[at] == ' ' || text[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean nameByte(byte each, boolean first) {
    return (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z')
        || each == '_'
        || each == ':'
        || (!first && each >= '0' && each <= '9');
  }

  private static int closingQuote(byte[] text, int quote, int limit) {
    for (int at = quote + 1; at < limit; at++) {
      if (text[at] == '\\') {
        at++;
      } else if (text[at] == '"') {
        return at;
      }
    }
    return -1;
  }

  private static String name(byte[] text, int from, int to, boolean quoted) {
    return quoted
        ? value(text, from + 1, to - 1)
        : new String(text, from, to - from, StandardCharsets.US_ASCII);
  }

  private static String value(byte[] text, int from, int to) {
    String raw = new String(text, from, to - from, StandardCharsets.UTF_8);
    return raw.indexOf('\\') < 0 ? raw : unescape(raw);
  }

  /** Resolves {@code \\}, {@code \"} and {@code \n}; any other pair is kept as it is. */
  private static String unescape(String raw) {
    StringBuilder plain = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char each = raw.charAt(i);
      char next = each == '\\' && i + 1 < raw.length() ? raw.charAt(i + 1) : 0;
      if (next == '\\' || next == '"') {
        plain.append(next);
        i++;
      } else if (next == 'n') {
        plain.append('\n');
        i++;
      } else {
        plain.append(each);
      }
    }
    return plain.toString();
  }
}
