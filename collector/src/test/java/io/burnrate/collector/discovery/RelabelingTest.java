package io.burnrate.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against {@code relabel-cases.json}: rules, labels, and what {@code promtool check
 * service-discovery} of Prometheus 2.42.0 made of them.
 */
class RelabelingTest {
  private static final Job JOB = Job.named("gpus", Duration.ofMinutes(1), Duration.ofSeconds(10));

  record Case(String name, List<RelabelRule> rules, Map<String, String> labels, JsonNode expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws Exception {
    try (InputStream in = RelabelingTest.class.getResourceAsStream("relabel-cases.json")) {
      JsonNode all = new ObjectMapper().readTree(in);
      assertThat(all.size()).isGreaterThan(40);
      return StreamSupport.stream(all.spliterator(), false)
          .map(RelabelingTest::read)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTargetIsWhatPrometheusMakesOfIt(Case each) {
    Target target = new TargetLabels(JOB, each.rules()).target(each.labels()).target();
    if (each.expected().isNull()) {
      assertThat(target).isNull();
      return;
    }
    Map<String, String> all = strings(each.expected());
    Objects.requireNonNull(target);
    assertThat(target.url())
        .startsWith(
            all.get("__scheme__") + "://" + all.get("__address__") + all.get("__metrics_path__"));
    assertThat(Prometheus.show(target.interval())).isEqualTo(all.get("__scrape_interval__"));
    all.keySet().removeIf(name -> name.startsWith("__"));
    assertThat(target.labels()).isEqualTo(all);
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    RelabelRule.Parts fine = RelabelRule.DEFAULT;
    assertThatThrownBy(() -> new RelabelRule(fine)).hasMessageContaining("targetLabel");
    assertThatThrownBy(() -> rule(RelabelAction.KEEP, "(", "")).hasMessageContaining("RE2");
    assertThatThrownBy(() -> rule(RelabelAction.KEEP, "(?=x)", "")).hasMessageContaining("RE2");
    assertThatThrownBy(() -> rule(RelabelAction.HASHMOD, ".*", "h"))
        .hasMessageContaining("modulus");
    assertThatThrownBy(() -> rule(RelabelAction.LOWERCASE, ".*", "a-b"))
        .hasMessageContaining("targetLabel");
  }

  @Test
  void paramsAndPathsGoIntoTheUrl() {
    Job job =
        new Job(
            "p",
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            "https",
            "metrics/deep path",
            Map.of("match[]", List.of("{a=\"b\",c=\"d\"}", "two"), "q", List.of("1")),
            false,
            true,
            Limits.DEFAULT,
            Access.DEFAULT,
            List.of(),
            List.of(),
            List.of());
    Map<String, String> found = Map.of("__address__", "[::1]:9400", "__param_z", "ü");
    Target target = new TargetLabels(job, List.of()).target(found).target();
    Objects.requireNonNull(target);
    assertThat(target.url())
        .isEqualTo(
            "https://[::1]:9400/metrics/deep%20path?match%5B%5D=%7Ba%3D%22b%22%2Cc%3D%22d%22%7D"
                + "&match%5B%5D=two&q=1&z=%C3%BC");
  }

  @Test
  void whatCannotBeScrapedIsDroppedWithItsReason() {
    assertThat(reason(Map.of())).isEqualTo(Dropped.Reason.NO_ADDRESS);
    assertThat(reason(Map.of("__address__", "a/b"))).isEqualTo(Dropped.Reason.BAD_ADDRESS);
    assertThat(reason(Map.of("__address__", "u:p@a:1"))).isEqualTo(Dropped.Reason.BAD_ADDRESS);
    assertThat(reason(Map.of("__address__", "a:99999"))).isEqualTo(Dropped.Reason.BAD_ADDRESS);
    assertThat(reason(Map.of("__address__", "a", "__scheme__", "ftp")))
        .isEqualTo(Dropped.Reason.BAD_SCHEME);
    assertThat(reason(Map.of("__address__", "a", "__scrape_interval__", "soon")))
        .isEqualTo(Dropped.Reason.BAD_INTERVAL);
  }

  private static Dropped.Reason reason(Map<String, String> found) {
    return Objects.requireNonNull(new TargetLabels(JOB, List.of()).target(found).reason());
  }

  private static RelabelRule rule(RelabelAction action, String regex, String target) {
    return new RelabelRule(
        new RelabelRule.Parts(action, List.of("a"), ";", regex, 0, target, "$1"));
  }

  private static Case read(JsonNode node) {
    List<RelabelRule> rules = new ArrayList<>();
    node.get("rules").forEach(each -> rules.add(rule(each)));
    return new Case(
        node.get("name").asText(), rules, strings(node.get("labels")), node.get("expected"));
  }

  private static RelabelRule rule(JsonNode node) {
    RelabelRule.Parts fallback = RelabelRule.DEFAULT;
    String action = node.path("action").asText("replace");
    List<String> sources = new ArrayList<>();
    node.path("source_labels").forEach(each -> sources.add(each.asText()));
    return new RelabelRule(
        new RelabelRule.Parts(
            Stream.of(RelabelAction.values())
                .filter(each -> each.key().equalsIgnoreCase(action))
                .findFirst()
                .orElseThrow(),
            sources,
            node.path("separator").asText(fallback.separator()),
            node.path("regex").asText(fallback.regex()),
            node.path("modulus").asLong(),
            node.path("target_label").asText(""),
            node.path("replacement").asText(fallback.replacement())));
  }

  private static Map<String, String> strings(JsonNode node) {
    Map<String, String> all = new TreeMap<>();
    node.properties().forEach(each -> all.put(each.getKey(), each.getValue().asText()));
    return all;
  }
}
