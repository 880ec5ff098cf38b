package io.burnrate.api;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics of a page in the text format, with their label names and types. */
public final class MetricNames {
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

  private final Map<String, Set<String>> labels = new TreeMap<>();
  private final Map<String, String> types = new TreeMap<>();

  public static MetricNames of(String page) {
    MetricNames names = new MetricNames();
    page.lines().forEach(names::add);
    return names;
  }

  private void add(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (sample.matches()) {
      Set<String> known = labels.computeIfAbsent(sample.group(1), k -> new TreeSet<>());
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        known.add(label.group(1));
      }
    }
  }

  public boolean has(String metric) {
    return labels.containsKey(metric);
  }

  public Set<String> labels(String metric) {
    return labels.getOrDefault(metric, Set.of());
  }

  public boolean counter(String metric) {
    return "counter".equals(types.get(metric));
  }
}
