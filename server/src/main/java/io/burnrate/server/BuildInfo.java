package io.burnrate.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param commit short Git commit; empty when the build did not know it
 */
record BuildInfo(String version, String commit) {
  private static final String RESOURCE = "/burnrate-build.properties";

  static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", "unknown"), properties.getProperty("commit", ""));
  }

  /** For people. */
  String line() {
    String of = commit.isEmpty() ? "" : " (" + commit + ")";
    Runtime.Version java = Runtime.version();
    return "burnrate " + version + of + ", Java " + java + ", " + System.getProperty("os.arch");
  }
}
