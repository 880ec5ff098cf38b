package io.burnrate.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the metric selectors of a PromQL expression: which metrics and labels it names, and within
 * which functions. No parser: it reads what our dashboards use, with {@code by (…)} before its
 * argument.
 */
public final class PromqlScan {
  private static final Set<String> GROUPINGS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

  private final String text;
  private final List<Selector> selectors = new ArrayList<>();
  private final Set<String> groupLabels = new TreeSet<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private String function = "";
  private List<String> pendingLabels = List.of();
  private int at;

  private PromqlScan(String text) {
    this.text = text;
  }

  /** What {@code expression} selects. */
  public static PromqlScan of(String expression) {
    PromqlScan scan = new PromqlScan(expression);
    scan.read();
    return scan;
  }

  public List<Selector> selectors() {
    return selectors;
  }

  /** Every label that anything is grouped by. */
  public Set<String> groupLabels() {
    return groupLabels;
  }

  private void read() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isLetter(c) || c == '_') {
        word(name());
      } else if (Character.isDigit(c)) {
        while (at < text.length() && isNameOrDot(text.charAt(at))) {
          at++;
        }
      } else if (c == '(') {
        frames.push(new Frame(function, pendingLabels));
        function = "";
        pendingLabels = List.of();
        at++;
      } else if (c == ')') {
        frames.pop();
        at++;
      } else {
        at++;
      }
    }
    if (!frames.isEmpty()) {
      throw new IllegalArgumentException("a parenthesis is not closed: " + text);
    }
  }

  private void word(String word) {
    if (GROUPINGS.contains(word)) {
      pendingLabels = names(between('(', ')'));
      groupLabels.addAll(pendingLabels);
      return;
    }
    skipSpace();
    if (OPERATORS.contains(word)) {
      return;
    }
    if (text.startsWith("(", at) || text.startsWith("by", at)) {
      function = word;
      return;
    }
    List<String> matched = List.of();
    if (at < text.length() && text.charAt(at) == '{') {
      matched = matcherLabels();
    }
    skipSpace();
    String range = at < text.length() && text.charAt(at) == '[' ? between('[', ']') : "";
    List<String> functions = frames.stream().map(Frame::function).toList();
    Set<String> grouped =
        frames.stream().flatMap(frame -> frame.labels().stream()).collect(Collectors.toSet());
    selectors.add(new Selector(word, matched, range, functions, grouped));
  }

  /** Label names between braces; their values may hold any sign. */
  private List<String> matcherLabels() {
    List<String> labels = new ArrayList<>();
    at++;
    while (text.charAt(at) != '}') {
      char c = text.charAt(at);
      if (c == '"') {
        at = text.indexOf('"', at + 1) + 1;
      } else if (Character.isLetter(c) || c == '_') {
        labels.add(name());
      } else {
        at++;
      }
    }
    at++;
    return labels;
  }

  private String between(char open, char close) {
    int from = text.indexOf(open, at) + 1;
    int to = text.indexOf(close, from);
    at = to + 1;
    return text.substring(from, to);
  }

  private static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    for (String each : list.split(",")) {
      if (!each.isBlank()) {
        names.add(each.strip());
      }
    }
    return names;
  }

  private String name() {
    int from = at;
    while (at < text.length() && isNameOrDot(text.charAt(at)) && text.charAt(at) != '.') {
      at++;
    }
    return text.substring(from, at);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isNameOrDot(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == ':' || c == '.';
  }

  /**
   * One metric of the expression.
   *
   * @param matched label names in its braces
   * @param range what is in its brackets; empty without
   * @param functions those around it, innermost first; empty names are plain parentheses
   * @param grouped label names that something around it groups by
   */
  public record Selector(
      String metric,
      List<String> matched,
      String range,
      List<String> functions,
      Set<String> grouped) {}

  private record Frame(String function, List<String> labels) {}
}
