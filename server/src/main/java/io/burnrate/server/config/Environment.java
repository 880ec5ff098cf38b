package io.burnrate.server.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment variables that may override settings. Each one that was asked for is taken out;
 * what is left at the end was meant for nobody.
 */
final class Environment {
  static final String PREFIX = "BURNRATE_";

  /** Variables that are read elsewhere: by the launcher, and by the log. */
  static final Set<String> NOT_SETTINGS =
      Set.of("BURNRATE_HOME", "BURNRATE_BUILD", "BURNRATE_JAVA_OPTS", "BURNRATE_LOG_LEVEL");

  /** What Kubernetes puts into every pod beside a Service called {@code burnrate}. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("BURNRATE_(SERVICE_(HOST|PORT(_.*)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

  private static final List<String> LOG_LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

  private final Map<String, String> left = new TreeMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  Environment(Map<String, String> variables) {
    boolean serviceLinks = variables.containsKey("BURNRATE_SERVICE_HOST");
    for (Map.Entry<String, String> each : variables.entrySet()) {
      String name = each.getKey();
      boolean linked = serviceLinks && SERVICE_LINK.matcher(name).matches();
      if (name.startsWith(PREFIX) && !NOT_SETTINGS.contains(name) && !linked) {
        left.put(name, each.getValue());
      }
    }
    String level = variables.getOrDefault("BURNRATE_LOG_LEVEL", "INFO");
    if (!LOG_LEVELS.contains(level)) {
      mistakes.add(
          new Mistake(
              Origin.variable("BURNRATE_LOG_LEVEL"),
              "",
              "expected one of " + LOG_LEVELS + ", got '" + level + "'"));
    }
  }

  /** The variable that overrides {@code key}: {@code http.port} is BURNRATE_HTTP_PORT. */
  static String variable(String key) {
    StringBuilder name = new StringBuilder(PREFIX);
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '.' || c == '[') {
        name.append('_');
      } else if (c != ']') {
        if (Character.isUpperCase(c)) {
          name.append('_');
        }
        name.append(Character.toUpperCase(c));
      }
    }
    return name.toString();
  }

  /** Takes out the value for {@code key}, if there is one. */
  Optional<String> take(String key) {
    String name = variable(key);
    asked.add(name);
    return Optional.ofNullable(left.remove(name));
  }

  /** Whether a value for {@code key} or anything inside it is left. */
  boolean has(String key) {
    String name = variable(key);
    return left.keySet().stream()
        .anyMatch(other -> other.equals(name) || other.startsWith(name + "_"));
  }

  /** Takes out every value for {@code key} or anything inside it, and answers their names. */
  List<String> takeAll(String key) {
    String name = variable(key);
    List<String> found =
        left.keySet().stream()
            .filter(other -> other.equals(name) || other.startsWith(name + "_"))
            .toList();
    found.forEach(left::remove);
    return found;
  }

  /** What is wrong, once everything that exists has been asked for. */
  List<Mistake> end() {
    for (String name : left.keySet()) {
      String hint =
          Suggestion.nearest(name, asked).map(near -> "; did you mean " + near + "?").orElse("");
      mistakes.add(new Mistake(Origin.variable(name), "", "no such setting" + hint));
    }
    return mistakes;
  }
}
