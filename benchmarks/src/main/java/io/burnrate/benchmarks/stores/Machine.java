package io.burnrate.benchmarks.stores;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells what the figures were measured on. */
public final class Machine {
  private static final Pattern JAR =
      Pattern.compile(
          "(?<name>duckdb_jdbc|pinot-server|pinot-java-client|kafka-server|kafka-clients|kafka_2.13)"
              + "-(?<version>[0-9.]+)\\.jar$");

  private Machine() {}

  /** The load average of the last minute. */
  public static double load() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String described() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %.1f GiB, %s %s, Java %s",
        field("/proc/cpuinfo", "model name"),
        cores(),
        Double.parseDouble(field("/proc/meminfo", "MemTotal").replace(" kB", "")) / (1 << 20),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.runtime.version"));
  }

  /** Of the machine, though this process may be bound to fewer. */
  private static long cores() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("processor")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of what was compared, from the jars that are used. */
  static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    for (String path : classPath()) {
      Matcher jar = JAR.matcher(path);
      if (jar.find()) {
        versions.put(jar.group("name"), jar.group("version"));
      }
    }
    return versions;
  }

  /** Ours and the cluster's. */
  private static List<String> classPath() {
    List<String> paths = new ArrayList<>();
    paths.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    String cluster = System.getProperty("burnrate.benchmarks.clusterClassPath", "");
    paths.addAll(List.of(cluster.split(File.pathSeparator)));
    return paths;
  }

  private static String field(String file, String name) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.startsWith(name)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
      return "0";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
