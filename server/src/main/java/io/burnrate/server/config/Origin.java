package io.burnrate.server.config;

/**
 * Where a value was set.
 *
 * @param text {@code file:line}, {@code $VARIABLE}, or {@code default}
 * @param order sorts mistakes: the line, then the environment
 */
record Origin(String text, int order) {
  static final Origin DEFAULT = new Origin("default", 0);

  static Origin line(String file, int line) {
    return new Origin(file + ":" + line, line);
  }

  static Origin variable(String name) {
    return new Origin("$" + name, Integer.MAX_VALUE);
  }
}
