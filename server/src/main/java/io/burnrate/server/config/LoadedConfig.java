package io.burnrate.server.config;

import java.util.List;

/** A configuration without mistakes, and where each of its values came from. */
public final class LoadedConfig {
  private final ServerConfig config;
  private final List<Setting> settings;

  LoadedConfig(ServerConfig config, List<Setting> settings) {
    this.config = config;
    this.settings = List.copyOf(settings);
  }

  public ServerConfig config() {
    return config;
  }

  /** Every setting as YAML, with its origin in a comment; secrets are hidden. */
  public String effectiveYaml() {
    return Yaml.show(settings);
  }

  List<Setting> settings() {
    return settings;
  }
}
