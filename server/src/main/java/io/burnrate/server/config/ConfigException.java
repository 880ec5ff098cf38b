package io.burnrate.server.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A configuration that cannot be used; says everything that is wrong with it, a line each. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> mistakes;

  ConfigException(List<Mistake> mistakes) {
    this(
        mistakes.stream()
            .sorted(Comparator.comparingInt(mistake -> mistake.origin().order()))
            .map(Mistake::toString),
        mistakes.size());
  }

  private ConfigException(Stream<String> lines, int count) {
    super(count == 1 ? "1 mistake in the configuration" : count + " mistakes in the configuration");
    this.mistakes = lines.toList();
  }

  /** One line for each mistake: where, which key, what was found, what is allowed. */
  public List<String> mistakes() {
    return mistakes;
  }

  @Override
  public String getMessage() {
    return super.getMessage() + ":\n  " + String.join("\n  ", mistakes);
  }
}
