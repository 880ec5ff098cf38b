package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.alerting.AlertingConfig;
import io.burnrate.alerting.RuleKind;
import io.burnrate.analytics.SloConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.scrape.ScrapeConfig;
import io.burnrate.collector.scrape.ScrapeTarget;
import io.burnrate.domain.Price;
import io.burnrate.domain.Secret;
import io.burnrate.drift.DriftConfig;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String SMALL =
      """
      http:   { host: 127.0.0.1, port: 8480 }
      store:  { kind: embedded, path: ./data }
      scrape:
        interval: 15s
        targets:
          - { url: "http://127.0.0.1:9400/metrics", labels: { cluster: lab, pool: h100 } }
      prices:
        - { gpuModel: "NVIDIA H100 80GB HBM3", usdPerGpuHour: 2.50 }
        - { gpuModel: "*", usdPerGpuHour: 1.00 }
      ledger: { idleBelowRatio: 0.05, idleAfter: 5m }
      alerting:
        evaluationInterval: 5s
        webhooks: [ { name: oncall, url: "http://127.0.0.1:9999/hook" } ]
      slos:   [ { name: chat-latency, service: chat, latencyThreshold: 500ms, target: 0.99, window: 30d } ]
      """;

  @TempDir Path folder;

  @Test
  void anEmptyFileGivesEveryComponentItsDefaults() throws Exception {
    ServerConfig config = load("");
    assertThat(config.http()).isEqualTo(HttpConfig.DEFAULT);
    assertThat(config.otlp()).isEqualTo(OtlpConfig.DEFAULT);
    assertThat(config.store())
        .isEqualTo(new StoreConfig.Embedded(DuckDbConfig.at(Path.of("./data"))));
    assertThat(config.scrape()).isEqualTo(ScrapeConfig.DEFAULT);
    assertThat(config.drift()).isEqualTo(DriftConfig.DEFAULT);
    assertThat(config.alerting()).isEqualTo(AlertingConfig.DEFAULT);
    assertThat(config.tracing()).isEqualTo(TracingConfig.DEFAULT);
    assertThat(config.analytics().staleAfter()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aSmallFileFillsTheRecordsOfItsComponents() throws Exception {
    ServerConfig config = load(SMALL);
    assertThat(config.scrape().targets())
        .containsExactly(
            new ScrapeTarget(
                URI.create("http://127.0.0.1:9400/metrics"),
                Map.of("cluster", "lab", "pool", "h100")));
    assertThat(config.analytics().prices())
        .containsExactly(new Price("NVIDIA H100 80GB HBM3", 2.5), new Price("*", 1));
    assertThat(config.analytics().slos())
        .containsExactly(
            new SloConfig(
                "chat-latency", "chat", Duration.ofMillis(500), 0.99, Duration.ofDays(30)));
    assertThat(config.alerting().webhooks())
        .containsExactly(
            new AlertingConfig.Webhook(
                "oncall",
                URI.create("http://127.0.0.1:9999/hook"),
                Secret.NONE,
                Duration.ofSeconds(10),
                true));
  }

  @Test
  void theEnvironmentOverridesTheFile() throws Exception {
    ServerConfig config =
        load(
            SMALL,
            Map.of(
                "BURNRATE_HTTP_PORT", "9000",
                "BURNRATE_SCRAPE_MAX_BODY_SIZE", "1MiB",
                "BURNRATE_PRICES_0_USD_PER_GPU_HOUR", "3.25",
                "BURNRATE_SCRAPE_TARGETS_0_LABELS_POOL", "a100",
                "BURNRATE_ALERTING_RULES_GPU_XID_ERROR_FOR", "10s"));
    assertThat(config.http().port()).isEqualTo(9000);
    assertThat(config.scrape().maxBodyBytes()).isEqualTo(1 << 20);
    assertThat(config.analytics().prices().get(0).usdPerGpuHour()).isEqualTo(3.25);
    assertThat(config.scrape().targets().get(0).label("pool")).isEqualTo("a100");
    assertThat(config.alerting().rule(RuleKind.GPU_XID_ERROR).holdFor())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void theEnvironmentMayAddListElements() throws Exception {
    ServerConfig config =
        load(
            SMALL,
            Map.of(
                "BURNRATE_SCRAPE_TARGETS_1_URL", "https://node2:9400/metrics",
                "BURNRATE_PRICES_2_GPU_MODEL", "A100",
                "BURNRATE_PRICES_2_USD_PER_GPU_HOUR", "1.5"));
    assertThat(config.scrape().targets()).hasSize(2);
    assertThat(config.analytics().prices().get(2)).isEqualTo(new Price("A100", 1.5));
  }

  @Test
  void variablesOfTheLauncherAndOfKubernetesAreNoSettings() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BURNRATE_JAVA_OPTS", "-Xmx2g",
            "BURNRATE_HOME", "/opt/burnrate",
            "BURNRATE_LOG_LEVEL", "DEBUG",
            "BURNRATE_SERVICE_HOST", "10.0.0.1",
            "BURNRATE_SERVICE_PORT_HTTP", "8480",
            "BURNRATE_PORT", "tcp://10.0.0.1:8480",
            "BURNRATE_PORT_8480_TCP_ADDR", "10.0.0.1",
            "HTTP_PORT", "1");
    assertThat(load("", environment).http()).isEqualTo(HttpConfig.DEFAULT);
  }

  @Test
  void onlyRulesThatDifferFromTheirDefaultsAreKept() throws Exception {
    ServerConfig config =
        load("alerting: { rules: { targetDown: { for: 30s }, driftFound: { enabled: false } } }");
    assertThat(config.alerting().rules())
        .isEqualTo(
            Map.of(RuleKind.DRIFT_FOUND, new AlertingConfig.Rule(false, Duration.ZERO, "warning")));
  }

  @Test
  void aTableMayKeepItsRowsForever() throws Exception {
    ServerConfig config = load("store: { retention: { ledger: forever, gpuSamples: 3d } }");
    assertThat(config.store().retention())
        .doesNotContainKey("ledger")
        .containsEntry("gpu_samples", Duration.ofDays(3))
        .containsEntry("spans", Duration.ofDays(32));
  }

  @Test
  void theExternalUrlFollowsTheListener() throws Exception {
    assertThat(load("http: { port: 9000 }").alerting().externalUrl())
        .isEqualTo("http://127.0.0.1:9000");
    assertThat(load("http: { host: '::1' }").alerting().externalUrl())
        .isEqualTo("http://[::1]:8480");
  }

  @Test
  void aTokenMayStandInAFile() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    ServerConfig config =
        load(
            "alerting: { webhooks: [ { name: a, url: 'http://h/x', bearerTokenFile: '"
                + token
                + "' } ] }");
    assertThat(config.alerting().webhooks().get(0).bearerToken()).isEqualTo(new Secret("s3cret"));
  }

  @Test
  void anythingMayListenRemotelyWhereThatIsSaidOutLoud() throws Exception {
    ServerConfig config =
        load("{ http: { host: 0.0.0.0, insecureAllowRemote: true }, otlp: { host: '127.1.2.3' } }");
    assertThat(config.http().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void whatIsShownLoadsToTheSame() throws Exception {
    LoadedConfig loaded = ConfigLoader.parse(SMALL, "f", Map.of("BURNRATE_OTLP_PORT", "0"));
    String shown = loaded.effectiveYaml();
    assertThat(shown)
        .contains("port: 8480  # f:1")
        .contains("port: 0  # $BURNRATE_OTLP_PORT")
        .contains("- url: \"http://127.0.0.1:9400/metrics\"  # f:6");
    ServerConfig again = load(shown.replace("127.0.0.1:9999/…", "127.0.0.1:9999/hook"));
    assertThat(again).isEqualTo(loaded.config());
  }

  private static ServerConfig load(String yaml) throws ConfigException {
    return load(yaml, Map.of());
  }

  private static ServerConfig load(String yaml, Map<String, String> environment)
      throws ConfigException {
    return ConfigLoader.parse(yaml, "test.yaml", environment).config();
  }
}
