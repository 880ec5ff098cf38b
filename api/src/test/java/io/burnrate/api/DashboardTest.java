package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Holds every dashboard to the rules, and its queries to what a running service exposes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
  private static final Set<String> UNITS =
      Set.of("percentunit", "short", "currencyUSD", "s", "watt", "cps", "none");

  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  private RecordedFleet fleet;
  private RunningApi api;
  private MetricNames metrics;
  private List<JsonNode> dashboards;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    fleet = new RecordedFleet(folder);
    api = new RunningApi(fleet.sources());
    metrics = MetricNames.of(api.get("/metrics").body());
    dashboards = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("..", "dashboards"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        dashboards.add(RunningApi.read(Files.readString(file)));
      }
    }
  }

  @AfterAll
  void stop() {
    api.close();
    fleet.close();
  }

  @Test
  void thereIsADashboardAndEachHasItsOwnUid() {
    assertThat(dashboards).isNotEmpty();
    assertThat(dashboards.stream().map(each -> each.path("uid").asText()).toList())
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.startsWith("burnrate-"));
  }

  @Test
  void dashboardsAreSetUpAlike() {
    for (JsonNode dashboard : dashboards) {
      assertThat(dashboard.path("schemaVersion").asInt()).isEqualTo(39);
      assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
      assertThat(dashboard.path("graphTooltip").asInt()).isEqualTo(1);
      assertThat(dashboard.path("refresh").asText()).isEqualTo("30s");
      assertThat(dashboard.path("time").path("from").asText()).isEqualTo("now-6h");
      assertThat(dashboard.path("panels").size()).isBetween(1, 20);
    }
  }

  @Test
  void theDataSourceIsChosenOnceAndUsedEverywhere() {
    for (JsonNode dashboard : dashboards) {
      JsonNode chosen = dashboard.path("templating").path("list").path(0);
      assertThat(chosen.path("name").asText()).isEqualTo("datasource");
      assertThat(chosen.path("label").asText()).isEqualTo("Data Source");
      assertThat(chosen.path("type").asText()).isEqualTo("datasource");
      assertThat(chosen.path("query").asText()).isEqualTo("prometheus");
      assertThat(dashboard.findValues("datasource"))
          .hasSizeGreaterThan(dashboard.path("panels").size())
          .allMatch(used -> used.path("uid").asText().equals("${datasource}"));
    }
  }

  @Test
  void everyPanelSaysWhatItShowsAndInWhichUnit() {
    for (JsonNode panel : panels()) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      assertThat(panel.path("description").asText()).as(title).isNotBlank();
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
          .as(title)
          .isIn(UNITS);
      assertThat(panel.path("targets").isEmpty()).as(title).isFalse();
    }
  }

  @Test
  void panelsDoNotCoverEachOther() {
    for (JsonNode dashboard : dashboards) {
      Set<String> cells = new HashSet<>();
      Set<Integer> ids = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        assertThat(ids.add(panel.path("id").asInt())).isTrue();
        JsonNode place = panel.path("gridPos");
        assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
        for (int x = 0; x < place.path("w").asInt(); x++) {
          for (int y = 0; y < place.path("h").asInt(); y++) {
            String cell = (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
            assertThat(cells.add(cell)).as(panel.path("title").asText()).isTrue();
          }
        }
      }
    }
  }

  @Test
  void everyQueryNamesMetricsAndLabelsThatAreExposed() {
    for (String query : queries()) {
      PromqlScan scan = PromqlScan.of(query);
      assertThat(scan.selectors()).as(query).isNotEmpty();
      for (PromqlScan.Selector selector : scan.selectors()) {
        if (!collected(selector)) {
          assertExposed(query, selector);
        }
      }
    }
  }

  @Test
  void countersAreReadThroughRatesOverTheRateInterval() {
    for (String query : queries()) {
      for (PromqlScan.Selector selector : PromqlScan.of(query).selectors()) {
        if (collected(selector) || metrics.counter(selector.metric())) {
          assertThat(selector.functions().get(0)).as(query).isIn("rate", "increase");
          assertThat(selector.range()).as(query).isEqualTo("$__rate_interval");
        } else {
          assertThat(selector.range()).as(query).isEmpty();
        }
      }
    }
  }

  @Test
  void legendsNameLabelsThatAreLeft() {
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        Set<String> left = PromqlScan.of(target.path("expr").asText()).groupLabels();
        Matcher named = LEGEND_LABEL.matcher(target.path("legendFormat").asText());
        while (named.find()) {
          assertThat(left).as(panel.path("title").asText()).contains(named.group(1));
        }
      }
    }
  }

  @Test
  void variablesAreMultipleChainedAndExposed() {
    for (JsonNode dashboard : dashboards) {
      Set<String> known = new HashSet<>(Set.of("__rate_interval"));
      for (JsonNode variable : dashboard.path("templating").path("list")) {
        if (variable.path("type").asText().equals("query")) {
          assertThat(variable.path("multi").asBoolean()).isTrue();
          assertThat(variable.path("includeAll").asBoolean()).isTrue();
          assertThat(variable.path("allValue").asText()).isEqualTo(".*");
          assertThat(variable.path("refresh").asInt()).isEqualTo(2);
          String definition = variable.path("definition").asText();
          Matcher values = LABEL_VALUES.matcher(definition);
          assertThat(values.matches()).as(definition).isTrue();
          PromqlScan.Selector selector = PromqlScan.of(values.group(1)).selectors().get(0);
          assertExposed(definition, selector);
          assertThat(metrics.labels(selector.metric())).contains(values.group(2));
          assertKnown(definition, known);
        }
        known.add(variable.path("name").asText());
      }
      for (JsonNode expression : dashboard.findValues("expr")) {
        assertKnown(expression.asText(), known);
      }
    }
  }

  /**
   * Whether it is one of the collector's counters. The collector is not part of this service;
   * server's EndToEndIT looks for every metric on the page of the whole one.
   */
  private static boolean collected(PromqlScan.Selector selector) {
    return selector.metric().matches("burnrate_(scrape|otlp|predictions)_\\w+_total");
  }

  private void assertExposed(String query, PromqlScan.Selector selector) {
    assertThat(metrics.has(selector.metric())).as("%s in %s", selector.metric(), query).isTrue();
    assertThat(metrics.labels(selector.metric()))
        .as("labels of %s in %s", selector.metric(), query)
        .containsAll(selector.matched())
        .containsAll(selector.grouped());
  }

  private static void assertKnown(String text, Set<String> variables) {
    Matcher used = VARIABLE.matcher(text);
    while (used.find()) {
      assertThat(variables).as(text).contains(used.group(1));
    }
  }

  private List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    dashboards.forEach(dashboard -> dashboard.path("panels").forEach(panels::add));
    return panels;
  }

  private List<String> queries() {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    return queries;
  }
}
