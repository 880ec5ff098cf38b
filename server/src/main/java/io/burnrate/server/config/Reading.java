package io.burnrate.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one reading of a configuration has found so far. Not thread-safe. */
final class Reading {
  private final String file;
  private final Environment environment;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  Reading(String file, Environment environment) {
    this.file = file;
    this.environment = environment;
  }

  Environment environment() {
    return environment;
  }

  Origin line(int line) {
    return Origin.line(file, line);
  }

  void found(Setting setting) {
    settings.put(setting.key(), setting);
  }

  void wrong(Origin origin, String key, String problem) {
    mistakes.add(new Mistake(origin, key, problem));
  }

  /** A mistake in how {@code key} fits with the others, reported where it was set. */
  void wrong(String key, String problem) {
    Setting setting = settings.get(key);
    Origin origin = setting == null ? Origin.DEFAULT : setting.origin();
    wrong(origin.equals(Origin.DEFAULT) ? new Origin(file, 0) : origin, key, problem);
  }

  /** Whether {@code key} has a value that was understood. */
  boolean read(String key) {
    return settings.containsKey(key);
  }

  List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  List<Mistake> mistakes() {
    return List.copyOf(mistakes);
  }
}
