package io.burnrate.server.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What holds for the chart without Helm. */
class ChartTest {
  private static final Pattern USE = Pattern.compile("\\.Values\\.([A-Za-z0-9_.]+)");

  @Test
  void theConfigBlockIsAConfiguration() throws Exception {
    String yaml = Chart.yaml(Chart.values().get("config"));
    ServerConfig config = ConfigLoader.parse(yaml, "values.yaml", Map.of()).config();
    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.http().port()).isEqualTo(8480);
    assertThat(config.otlp().port()).isEqualTo(4318);
    assertThat(config.otlp().grpcPort()).isEqualTo(4317);
  }

  @Test
  void everyValueThatATemplateUsesExists() throws Exception {
    JsonNode values = Chart.values();
    int used = 0;
    for (Path template : Chart.templates()) {
      Matcher use = USE.matcher(Files.readString(template));
      while (use.find()) {
        String pointer = "/" + use.group(1).replace('.', '/');
        assertThat(values.at(pointer).isMissingNode()).as(template + " " + use.group()).isFalse();
        used++;
      }
    }
    assertThat(used).isGreaterThan(40);
  }

  @Test
  void everyValueIsUsedByATemplate() throws Exception {
    StringBuilder templates = new StringBuilder();
    for (Path template : Chart.templates()) {
      templates.append(Files.readString(template));
    }
    Set<String> used = new TreeSet<>();
    USE.matcher(templates).results().forEach(use -> used.add(use.group(1)));
    for (String value : keys(Chart.values(), "")) {
      assertThat(used).as(value).anyMatch(name -> within(value, name) || within(name, value));
    }
  }

  @Test
  void theSchemaNamesTheSameKeys() throws Exception {
    Set<String> named = schemaKeys(Chart.schema(), "");
    named.remove("global");
    assertThat(named).isEqualTo(keys(Chart.values(), ""));
  }

  @Test
  void theSchemaAcceptsTheValuesAndRefusesASlip() throws Exception {
    var schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(Chart.schema());
    assertThat(schema.validate(Chart.values())).isEmpty();
    assertThat(schema.validate(Chart.documents("imagge: {}").get(0))).isNotEmpty();
  }

  @Test
  void theChartIsOfThisVersion() throws Exception {
    JsonNode chart = Chart.documents(Files.readString(Chart.FOLDER.resolve("Chart.yaml"))).get(0);
    Properties build = new Properties();
    try (var in = ChartTest.class.getResourceAsStream("/burnrate-build.properties")) {
      build.load(in);
    }
    assertThat(chart.get("appVersion").asText()).isEqualTo(build.getProperty("version"));
  }

  @Test
  void theChartsDashboardsAreTheSameAsTheProjects() throws Exception {
    assertThat(Chart.jsonFiles(Chart.FOLDER.resolve("dashboards")))
        .isEqualTo(Chart.jsonFiles(Path.of("../dashboards")));
  }

  /** Dotted names of all values; of lists, free maps and the configuration's parts no deeper. */
  private static Set<String> keys(JsonNode node, String path) {
    Set<String> keys = new TreeSet<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String key = path + field.getKey();
      boolean free = key.startsWith("config.") || key.startsWith("resources.");
      boolean deeper = field.getValue().isObject() && !field.getValue().isEmpty() && !free;
      keys.addAll(deeper ? keys(field.getValue(), key + ".") : Set.of(key));
    }
    return keys;
  }

  private static Set<String> schemaKeys(JsonNode schema, String path) {
    Set<String> keys = new TreeSet<>();
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      String key = path + field.getKey();
      boolean deeper = field.getValue().has("properties") && !key.startsWith("config.");
      keys.addAll(deeper ? schemaKeys(field.getValue(), key + ".") : Set.of(key));
    }
    return keys;
  }

  private static boolean within(String name, String parent) {
    return name.equals(parent) || name.startsWith(parent + ".");
  }
}
