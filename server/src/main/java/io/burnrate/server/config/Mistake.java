package io.burnrate.server.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key dotted, list elements as {@code targets[0]}; empty for the file as a whole
 * @param problem what was found and what is allowed; never a secret
 */
record Mistake(Origin origin, String key, String problem) {
  @Override
  public String toString() {
    return origin.text() + ": " + (key.isEmpty() ? "" : key + ": ") + problem;
  }
}
