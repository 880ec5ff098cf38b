package io.burnrate.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The one door into this package: a file and an environment in, a configuration out. */
public final class ConfigLoader {
  /** Larger files are refused. */
  static final long MOST_BYTES = Yaml.MOST_CHARACTERS;

  private ConfigLoader() {}

  /**
   * The configuration in {@code file}, overridden by the variables in {@code environment} whose
   * names begin with {@code BURNRATE_}. Throws with everything that is wrong.
   */
  public static LoadedConfig load(Path file, Map<String, String> environment)
      throws ConfigException {
    String name = file.toString();
    String problem;
    try {
      long size = Files.size(file);
      if (size <= MOST_BYTES) {
        return parse(Files.readString(file, StandardCharsets.UTF_8), name, environment);
      }
      problem = "expected at most " + MOST_BYTES + " bytes, got " + size;
    } catch (IOException e) {
      problem = "cannot be read: " + Failures.reason(e);
    }
    throw new ConfigException(List.of(new Mistake(new Origin(name, 0), "", problem)));
  }

  /** The configuration in {@code yaml}; {@code name} stands for it in messages. */
  public static LoadedConfig parse(String yaml, String name, Map<String, String> environment)
      throws ConfigException {
    Environment variables = new Environment(environment);
    Reading reading = new Reading(name, variables);
    Node tree = Yaml.compose(yaml, name, reading);
    if (!reading.mistakes().isEmpty()) {
      throw new ConfigException(reading.mistakes());
    }
    Optional<ServerConfig> config = read(tree, reading);
    List<Mistake> mistakes = new ArrayList<>(reading.mistakes());
    mistakes.addAll(variables.end());
    if (config.isEmpty() || !mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
    return new LoadedConfig(config.get(), reading.settings());
  }

  /** Empty only after a mistake that the settings' own limits let through. */
  private static Optional<ServerConfig> read(@Nullable Node tree, Reading reading) {
    try {
      ServerConfig config = Settings.read(new ConfigNode(reading, "", tree, 1), reading);
      CrossChecks.check(config, reading);
      return Optional.of(config);
    } catch (IllegalArgumentException e) {
      reading.wrong("", "cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }
}
