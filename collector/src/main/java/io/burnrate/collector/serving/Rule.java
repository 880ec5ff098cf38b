package io.burnrate.collector.serving;

import io.burnrate.store.ServingMetric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of names: what a name means, if its condition holds. Immutable.
 *
 * @param rank the line's place: of two for one metric of one server the smaller one wins
 * @param detail labels, or one text behind {@code =}
 * @param condition empty if there is none
 */
record Rule(
    int rank,
    String system,
    String name,
    Kind kind,
    ServingMetric metric,
    Unit unit,
    List<String> detail,
    String condition) {
  /** What the server writes under the name. */
  enum Kind {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    /** The sum of a histogram is a counter too. */
    SUM
  }

  private static final int COLUMNS = 7;
  private static final String NONE = "-";
  private static final String TARGET = "target:";
  private static final String WITHOUT = "without:";
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");

  /** Reads a line; throws {@link IllegalArgumentException} when it is none of ours. */
  static Rule read(int rank, String line) {
    String[] parts = BLANKS.split(line.strip());
    if (parts.length != COLUMNS) {
      throw new IllegalArgumentException("expected " + COLUMNS + " words: " + line);
    }
    Kind kind = Kind.valueOf(parts[2].toUpperCase(Locale.ROOT));
    ServingMetric metric = ServingMetric.valueOf(parts[3]);
    String expected = kind == Kind.SUM ? Kind.COUNTER.name() : kind.name();
    if (!metric.kind().name().equals(expected)) {
      throw new IllegalArgumentException("the metric is no " + expected + ": " + line);
    }
    List<String> detail = parts[5].equals(NONE) ? List.of() : List.of(parts[5].split(",", -1));
    String condition = parts[6].equals(NONE) ? "" : parts[6];
    return new Rule(
        rank, parts[0], parts[1], kind, metric, Unit.named(parts[4]), detail, condition);
  }

  /** Whether the name means this on a series with these labels. */
  boolean holds(Map<String, String> labels) {
    if (condition.isEmpty()) {
      return true;
    }
    if (condition.startsWith(TARGET)) {
      return saysSystem(labels, condition.substring(TARGET.length()));
    }
    if (condition.startsWith(WITHOUT)) {
      return value(labels, condition.substring(WITHOUT.length())).isEmpty();
    }
    int equals = condition.indexOf('=');
    return equals < 0
        ? !value(labels, condition).isEmpty()
        : condition.substring(equals + 1).equals(value(labels, condition.substring(0, equals)));
  }

  private boolean saysSystem(Map<String, String> labels, String path) {
    String told = labels.getOrDefault(ServingSeries.SYSTEM, "");
    String job = labels.getOrDefault("job", "").toLowerCase(Locale.ROOT);
    return told.isEmpty()
        ? path.equals(labels.get(ServingSeries.PATH))
            || path.equals(labels.get("metrics_path"))
            || Arrays.asList(NO_WORD.split(job)).contains(system)
        : told.equalsIgnoreCase(system);
  }

  /** The {@code detail} column of a series with these labels. */
  String detail(Map<String, String> labels) {
    StringBuilder text = new StringBuilder();
    for (String each : detail) {
      String part = each.startsWith("=") ? each.substring(1) : value(labels, each);
      if (!part.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(part);
      }
    }
    return text.toString();
  }

  /** Whether the condition or {@code detail} looks at a label, in either spelling. */
  boolean reads(String label) {
    return Stream.concat(detail.stream(), Stream.of(condition.split("=", 2)[0]))
        .anyMatch(each -> each.equals(label) || each.replace('.', '_').equals(label));
  }

  /** A label's value, in the spelling with dots or with underscores. */
  private static String value(Map<String, String> labels, String label) {
    @Nullable String exact = labels.get(label);
    return exact != null ? exact : labels.getOrDefault(label.replace('.', '_'), "");
  }
}
