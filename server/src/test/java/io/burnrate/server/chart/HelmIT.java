package io.burnrate.server.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.StoreConfig;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the chart against the real Helm. Skipped, visibly, where there is none. */
class HelmIT {
  private static final String[] EVERYTHING = {
    "--set",
    "networkPolicy.enabled=true,podDisruptionBudget.enabled=true,serviceMonitor.enabled=true",
    "--set",
    "grafana.dashboards.enabled=true,grafana.datasource.enabled=true,existingSecret=tokens",
    "--set",
    "persistence.enabled=false,networkPolicy.from[0].podSelector.matchLabels.app=x",
    "--set",
    "serviceMonitor.labels.release=prom,podAnnotations.a=b,persistence.storageClass=fast",
    "--set",
    "config.store.maxQueuedRows=1000000"
  };

  private static final String[] DISTRIBUTED = {
    "--set",
    "config.store.kind=pinot,config.store.controller=http://pinot:9000",
    "--set",
    "config.store.brokers[0]=http://pinot:8099,config.store.kafka.bootstrapServers=kafka:9092",
    "--set",
    "roles.collector.replicas=3,podDisruptionBudget.enabled=true,existingSecret=tokens"
  };

  @BeforeAll
  static void helmIsHere() {
    boolean here =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "helm")));
    if (!here) {
      System.err.println("HelmIT is skipped: there is no helm on the PATH");
    }
    assumeTrue(here, "there is no helm on the PATH");
  }

  @Test
  void helmFindsNothingToComplainOf() throws Exception {
    assertThat(helm("lint", "--strict")).contains("0 chart(s) failed");
    assertThat(helm("lint", "--strict", EVERYTHING)).contains("0 chart(s) failed");
  }

  @Test
  void theDefaultsGiveOneProcessWithItsVolume() throws Exception {
    List<JsonNode> objects = Chart.documents(helm("template"));
    assertThat(objects)
        .extracting(each -> each.get("kind").asText())
        .containsExactlyInAnyOrder("ConfigMap", "Service", "StatefulSet");
    JsonNode set = ofKind(objects, "StatefulSet").get(0);
    assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(set.at("/spec/volumeClaimTemplates/0/metadata/name").asText()).isEqualTo("data");
    JsonNode container = set.at("/spec/template/spec/containers/0");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
  }

  @Test
  void everySwitchGivesItsObject() throws Exception {
    List<JsonNode> objects = Chart.documents(helm("template", "--debug", EVERYTHING));
    assertThat(objects)
        .extracting(each -> each.get("kind").asText())
        .contains("NetworkPolicy", "PodDisruptionBudget", "ServiceMonitor");
    int dashboards = Chart.jsonFiles(Chart.FOLDER.resolve("dashboards")).size();
    assertThat(labelled(objects, "grafana_dashboard")).hasSize(dashboards);
    assertThat(labelled(objects, "grafana_datasource")).hasSize(1);
    assertThat(
            ofKind(objects, "StatefulSet").get(0).at("/spec/volumeClaimTemplates").isMissingNode())
        .isTrue();
  }

  @Test
  void theRenderedConfigurationCanBeUsed() throws Exception {
    List<JsonNode> objects = Chart.documents(helm("template", "--debug", EVERYTHING));
    String yaml =
        ofKind(objects, "ConfigMap").stream()
            .map(each -> each.at("/data/burnrate.yaml").asText(""))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(ConfigLoader.parse(yaml, "rendered", Map.of()).config().store())
        .isInstanceOfSatisfying(
            StoreConfig.Embedded.class,
            store -> assertThat(store.duckDb().maxQueuedRows()).isEqualTo(1_000_000));
  }

  @Test
  void theDistributedStoreGivesEachRoleItsProcesses() throws Exception {
    assertThat(helm("lint", "--strict", DISTRIBUTED)).contains("0 chart(s) failed");
    List<JsonNode> objects = Chart.documents(helm("template", "--debug", DISTRIBUTED));
    assertThat(objects.stream().map(HelmIT::title).sorted())
        .containsExactly(
            "ConfigMap/test-burnrate",
            "ConfigMap/test-burnrate-bootstrap",
            "Deployment/test-burnrate-alerting",
            "Deployment/test-burnrate-analytics",
            "Deployment/test-burnrate-api",
            "Job/test-burnrate-bootstrap",
            "PodDisruptionBudget/test-burnrate-alerting",
            "PodDisruptionBudget/test-burnrate-analytics",
            "PodDisruptionBudget/test-burnrate-api",
            "PodDisruptionBudget/test-burnrate-collector",
            "Service/test-burnrate",
            "Service/test-burnrate-alerting",
            "Service/test-burnrate-analytics",
            "Service/test-burnrate-collector",
            "StatefulSet/test-burnrate-collector");
    JsonNode collector = ofKind(objects, "StatefulSet").get(0).get("spec");
    assertThat(collector.get("replicas").asInt()).isEqualTo(3);
    assertThat(collector.at("/volumeClaimTemplates/0/metadata/name").asText()).isEqualTo("spool");
    JsonNode pod = collector.at("/template/spec");
    assertThat(pod.at("/topologySpreadConstraints/0/labelSelector").toString())
        .contains("\"app.kubernetes.io/component\":\"collector\"");
    assertThat(pod.at("/containers/0/envFrom/0/secretRef/name").asText()).isEqualTo("tokens");
    assertThat(pod.at("/containers/0/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    JsonNode job = ofKind(objects, "Job").get(0);
    assertThat(job.at("/metadata/annotations").toString()).contains("pre-install,pre-upgrade");
    assertThat(job.at("/spec/template/spec/containers/0/args/0").asText()).isEqualTo("bootstrap");
  }

  @Test
  void everyProcessReadsAConfigurationThatFitsItsRole() throws Exception {
    List<JsonNode> objects = Chart.documents(helm("template", "--debug", DISTRIBUTED));
    List<String> files =
        ofKind(objects, "ConfigMap").stream()
            .map(each -> each.at("/data/burnrate.yaml").asText())
            .toList();
    assertThat(files).hasSize(2).allMatch(files.get(0)::equals);
    List<String> roles = new ArrayList<>();
    for (JsonNode each : objects) {
      Map<String, String> environment = new TreeMap<>();
      for (JsonNode variable : each.at("/spec/template/spec/containers/0/env")) {
        environment.put(variable.get("name").asText(), variable.get("value").asText());
      }
      if (environment.containsKey("BURNRATE_ROLES")) {
        var config = ConfigLoader.parse(files.get(0), "rendered", environment).config();
        config.roles().forEach(role -> roles.add(role.key()));
        assertThat(config.store())
            .isInstanceOfSatisfying(
                StoreConfig.Distributed.class,
                store -> assertThat(store.pinot().spool().path()).isEqualTo(Path.of("/spool")));
      }
    }
    assertThat(roles).containsExactlyInAnyOrder("collector", "analytics", "alerting", "api");
  }

  @Test
  void theDistributedStoreNeedsItsAddresses() throws Exception {
    Answer answer = run(command("template", "--set", "config.store.kind=pinot"));
    assertThat(answer.exitCode()).isNotZero();
    assertThat(answer.err()).contains("config.store.controller is missing");
  }

  private static String title(JsonNode object) {
    return object.get("kind").asText() + "/" + object.at("/metadata/name").asText();
  }

  @Test
  void aSlipInTheValuesIsRefused() throws Exception {
    assertThat(run(command("template", "--set", "imagge.tag=1")).exitCode()).isNotZero();
  }

  private static List<JsonNode> labelled(List<JsonNode> objects, String label) {
    return objects.stream()
        .filter(each -> each.at("/metadata/labels/" + label).asText("").equals("1"))
        .toList();
  }

  private static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
    return objects.stream().filter(each -> each.get("kind").asText().equals(kind)).toList();
  }

  private static String helm(String verb, String option, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(option));
    arguments.addAll(List.of(more));
    return helm(verb, arguments);
  }

  private static String helm(String verb) throws Exception {
    return helm(verb, List.of());
  }

  private static String helm(String verb, List<String> arguments) throws Exception {
    Answer answer = run(command(verb, arguments.toArray(String[]::new)));
    assertThat(answer.exitCode()).as(answer.out() + answer.err()).isZero();
    return answer.out();
  }

  private static List<String> command(String verb, String... arguments) {
    List<String> command = new ArrayList<>(List.of("helm", verb));
    if (verb.equals("template")) {
      command.add("test");
    }
    command.add(Chart.FOLDER.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private record Answer(int exitCode, String out, String err) {}

  private static Answer run(List<String> command) throws Exception {
    Path err = Files.createTempFile("helm", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Answer(process.exitValue(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }
}
