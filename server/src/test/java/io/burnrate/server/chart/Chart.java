package io.burnrate.server.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The chart's files, and what can be read out of them. */
final class Chart {
  static final Path FOLDER = Path.of("../helm/burnrate");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Chart() {}

  static JsonNode values() throws IOException {
    return documents(Files.readString(FOLDER.resolve("values.yaml"))).get(0);
  }

  static JsonNode schema() throws IOException {
    return JSON.readTree(FOLDER.resolve("values.schema.json").toFile());
  }

  /** Every YAML document in {@code text} that holds something. */
  static List<JsonNode> documents(String text) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      if (each != null) {
        documents.add(JSON.valueToTree(each));
      }
    }
    return documents;
  }

  static String yaml(JsonNode node) {
    Object plain = JSON.convertValue(node, Object.class);
    return new Dump(DumpSettings.builder().build()).dumpToString(plain);
  }

  static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("templates"))) {
      return files.sorted().toList();
    }
  }

  /** The content of each JSON file in {@code folder}, by name; none if there is no such folder. */
  static Map<String, String> jsonFiles(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
          contents.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return contents;
  }
}
