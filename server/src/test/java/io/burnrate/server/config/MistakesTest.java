package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {
  @TempDir Path folder;

  @Test
  void allMistakesAreReportedAtOnceInTheOrderOfTheFile() {
    String yaml =
        """
        http:
          port: many
          hots: localhost
        scrape:
          intervall: 5s
          timeout: 5 s
          targets:
            - labels: { cluster: lab }
        colour: red
        """;
    assertThat(mistakes(yaml, Map.of("BURNRATE_HTTP_PROT", "1", "BURNRATE_OTLP_PORT", "x")))
        .containsExactly(
            "t.yaml:2: http.port: expected a whole number from 0 to 65535, got 'many'",
            "t.yaml:3: http.hots: no such setting; did you mean host?"
                + " (allowed here: host, insecureAllowRemote, port)",
            "t.yaml:5: scrape.intervall: no such setting; did you mean interval?"
                + " (allowed here: interval, jobs, maxBodySize, targets, timeout)",
            "t.yaml:6: scrape.timeout: expected a duration such as 500ms, 15s, 5m, 1h30m or 30d,"
                + " from 10ms to 10m, got '5 s'",
            "t.yaml:8: scrape.targets[0].url: missing; expected an http or https URL with a host,"
                + " and without a user name or password",
            "t.yaml:9: colour: no such setting (allowed here: alerting, drift, http, ledger, limits,"
                + " metadata, otlp, prices, remoteWrite, roles, scrape, slos, store, tracing)",
            "$BURNRATE_OTLP_PORT: otlp.port: expected a whole number from 0 to 65535, got 'x'",
            "$BURNRATE_HTTP_PROT: no such setting; did you mean BURNRATE_HTTP_PORT?");
  }

  static Stream<Arguments> oneMistake() {
    return Stream.of(
        argumentSet("port too large", "http: { port: 65536 }", "t.yaml:1: http.port: expected"),
        argumentSet("fraction", "store: { threads: 1.5 }", "store.threads: expected a whole"),
        argumentSet(
            "URL as a static address",
            "scrape: { jobs: [ { name: a, static: [ { targets: [ 'http://b:1/metrics' ] } ] } ] }",
            "expected host:port, without a scheme or path, got 'http://b:1/metrics'"),
        argumentSet("size in decimal", "otlp: { maxBodySize: 64MB }", "expected a size such as"),
        argumentSet(
            "other store", "store: { kind: disk }", "expected one of [embedded, pinot], got 'd"),
        argumentSet("yes", "http: { insecureAllowRemote: yes }", "expected one of [true, false]"),
        argumentSet("ratio", "ledger: { idleBelowRatio: 5 }", "expected a ratio from 0 to 1"),
        argumentSet("NaN", "ledger: { idleBelowRatio: NaN }", "expected a ratio from 0 to 1"),
        argumentSet("Java's 1d", "drift: { alpha: 0.5d }", "expected a ratio above 0 and below 1"),
        argumentSet("interval", "scrape: { interval: 10ms }", "from 100ms to 1h, got '10ms'"),
        argumentSet("retention", "store: { retention: { ledger: 0s } }", ", or forever, got '0s'"));
  }

  static Stream<Arguments> oneMisfit() {
    return Stream.of(
        argumentSet("list for value", "http: { port: [1] }", "got a list"),
        argumentSet("value for section", "http: 8480", "http: expected keys with values, got a s"),
        argumentSet("value for list", "prices: 3", "prices: expected a list, got a single value"),
        argumentSet("value for element", "prices: [ 3 ]", "prices[0]: expected keys with values"),
        argumentSet("list as root", "[ 1 ]", "t.yaml:1: expected keys with values, got a list"),
        argumentSet("given twice", "http: {}\nhttp: {}", "t.yaml:2: http: given twice"),
        argumentSet(
            "label",
            "scrape: { targets: [ { url: 'http://a/', labels: { rack: 1 } } ] }",
            "labels.rack: no such setting"),
        argumentSet("ftp", "scrape: { targets: [ { url: 'ftp://a/' } ] }", "an http or https URL"),
        argumentSet("no host", "scrape: { targets: [ { url: 'http:///x' } ] }", "with a host"),
        argumentSet(
            "same webhook",
            "alerting: { webhooks: [ { name: a, url: 'http://a/' }, { name: a, url: 'http://b/' } ] }",
            "alerting.webhooks[1].name: the same as in alerting.webhooks[0]"),
        argumentSet("negative threshold", "drift: { psiThreshold: -1 }", "a number from 0 to 100"),
        argumentSet(
            "same target",
            "scrape: { targets: [ { url: 'http://a/' },\n { url: 'http://a/' } ] }",
            "t.yaml:2: scrape.targets[1].url: the same as in scrape.targets[0]"),
        argumentSet(
            "same price",
            "prices: [ {gpuModel: A, usdPerGpuHour: 1}, {gpuModel: A, usdPerGpuHour: 2} ]",
            "prices[1].gpuModel: the same as in prices[0]"),
        argumentSet("same port", "otlp: { port: 8480 }", "otlp.port: the same as http.port"),
        argumentSet("same gRPC port", "otlp: { grpcPort: 4318 }", "otlp.grpcPort: the same as"),
        argumentSet(
            "remote",
            "http: { host: 0.0.0.0 }",
            "or, where the network keeps strangers out, http.insecureAllowRemote: true"),
        argumentSet("remote otlp", "otlp: { host: '::' }", "otlp.insecureAllowRemote: true"),
        argumentSet("name of a loopback", "http: { host: 127.evil.example }", "http.host: '127.e"),
        argumentSet("not YAML", "http: { port: 1", "t.yaml:1: not YAML, at column"),
        argumentSet("two documents", "http: {}\n---\nhttp: {}", "not YAML"),
        argumentSet("nested too deep", "[".repeat(100_000), "nested deeper than 32"),
        argumentSet("complex key", "{ [a]: 1 }", "expected a key, got a list"),
        argumentSet("too long", "#".repeat((4 << 20) + 1), "at most 4194304 characters"),
        argumentSet("itself", "&a { http: *a }", "http.http: no such setting"));
  }

  /** Each value is allowed on its own. */
  static Stream<Arguments> oneClash() {
    return Stream.of(
        argumentSet(
            "traces to itself",
            "tracing: { endpoint: 'http://localhost:4318/v1/traces' }",
            "tracing.endpoint: that is this service's own address"),
        argumentSet(
            "traces to the API",
            "http: { port: 8481 }\ntracing: { endpoint: 'http://127.0.0.1:8481/v1/traces' }",
            "tracing.endpoint: that is this service's own address"),
        argumentSet(
            "traces to itself on all addresses",
            "otlp: { host: '::', port: 80, insecureAllowRemote: true }\n"
                + "tracing: { endpoint: 'http://[::1]/v1/traces' }",
            "tracing.endpoint: that is this service's own address"),
        argumentSet(
            "forgotten before stale",
            "ledger: { staleAfter: 2h, forgetAfter: 1h }",
            "ledger.forgetAfter: expected at least ledger.staleAfter, 2h"),
        argumentSet(
            "more than kept",
            "slos: [ {name: a, service: b, latencyThreshold: 1s, target: 0.9, window: 90d} ]",
            "slos[0].window: expected at most store.retention.spans, 32d, got '90d'"),
        argumentSet("drift rows", "drift: { minRows: 2000 }", "drift.minRows: expected at most"));
  }

  @ParameterizedTest
  @MethodSource({"oneMistake", "oneMisfit", "oneClash"})
  void eachMistakeSaysWhereAndWhatIsAllowed(String yaml, String part) {
    assertThat(mistakes(yaml, Map.of())).anySatisfy(line -> assertThat(line).contains(part));
  }

  @Test
  void moreElementsThanAllowedAreOneMistake() {
    String yaml = "prices:\n" + "  - { gpuModel: A, usdPerGpuHour: 1 }\n".repeat(1_001);
    assertThat(mistakes(yaml, Map.of()))
        .contains("t.yaml:1: prices: expected at most 1000 elements, got 1001");
  }

  @Test
  void namesThatAreMissingAreNotTakenForTheSame() {
    assertThat(
            mistakes(
                "alerting: { webhooks: [ {url: 'http://a/'}, {url: 'http://b/'} ] }", Map.of()))
        .hasSize(2)
        .allMatch(line -> line.contains("].name: missing; expected a text"));
  }

  @Test
  void noMistakeShowsASecret() {
    String yaml =
        """
        alerting:
          webhooks:
            - { name: a, url: "ftp://h/hunter2", bearerToken: "hunter2\\u0007" }
            - { name: b, url: "http://u:hunter2@h/", bearerTokn: hunter2 }
            - { name: c, url: "http://h/", bearerToken: [hunter2] }
        """;
    List<String> mistakes = mistakes(yaml, Map.of("BURNRATE_ALERTING_WEBHOOKS_5_URL", "hunter2"));
    assertThat(mistakes).hasSize(6).noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void brokenYamlDoesNotQuoteTheFile() {
    String yaml = "alerting:\n  webhooks:\n    - bearerToken: \"hunter2\n";
    assertThat(mistakes(yaml, Map.of())).noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void whatIsShownHidesSecrets() throws Exception {
    String yaml =
        "alerting: { webhooks: [ { name: a, url: 'https://h:1/hunter2', bearerToken: hunter2 } ] }";
    LoadedConfig loaded = ConfigLoader.parse(yaml, "t.yaml", Map.of());
    assertThat(loaded.effectiveYaml())
        .contains("bearerToken: \"(secret)\"")
        .contains("url: \"https://h:1/…\"")
        .doesNotContain("hunter2");
  }

  @Test
  void aTokenIsGivenOnce() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "x");
    String both = "bearerToken: y, bearerTokenFile: '" + token + "'";
    assertThat(mistakes(webhookWith(both), Map.of()))
        .singleElement()
        .asString()
        .contains("bearerTokenFile: given beside bearerToken");
  }

  @Test
  void aTokenFileThatIsMissingOrEmptyIsAMistake() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    assertThat(mistakes(webhookWith("bearerTokenFile: '" + folder + "/none'"), Map.of()))
        .singleElement()
        .asString()
        .endsWith("there is no such file");
    assertThat(mistakes(webhookWith("bearerTokenFile: '" + empty + "'"), Map.of()))
        .singleElement()
        .asString()
        .contains("expected one line");
  }

  @Test
  void anUnknownLogLevelIsAMistake() {
    assertThat(mistakes("", Map.of("BURNRATE_LOG_LEVEL", "loud")))
        .containsExactly(
            "$BURNRATE_LOG_LEVEL: expected one of [TRACE, DEBUG, INFO, WARN, ERROR, OFF],"
                + " got 'loud'");
  }

  @Test
  void aFileThatCannotBeReadSaysWhy() throws Exception {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(ofFile(folder.resolve("none")))
        .endsWith("none: cannot be read: there is no such file");
    assertThat(ofFile(binary)).endsWith("it is not UTF-8 text");
  }

  private static String ofFile(Path file) {
    ConfigException wrong =
        catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(file, Map.of()));
    assertThat(wrong.mistakes()).hasSize(1);
    return wrong.mistakes().get(0);
  }

  private static String webhookWith(String more) {
    return "alerting: { webhooks: [ { name: a, url: 'http://h/', " + more + " } ] }";
  }

  private static List<String> mistakes(String yaml, Map<String, String> environment) {
    return catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.parse(yaml, "t.yaml", environment))
        .mistakes();
  }
}
