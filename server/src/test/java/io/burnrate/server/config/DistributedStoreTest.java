package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.burnrate.domain.Secret;
import io.burnrate.store.Tables;
import io.burnrate.store.pinot.PinotConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code store.kind: pinot}, and the roles that it allows. */
class DistributedStoreTest {
  /** As {@code burnrate dev-cluster} prints it. */
  private static final String DEV_CLUSTER =
      """
      store:
        kind: pinot
        controller: http://127.0.0.1:9000
        brokers: [ "http://127.0.0.1:8099" ]
        kafka: { bootstrapServers: "127.0.0.1:9092" }
      """;

  @TempDir Path folder;

  @Test
  void whatTheDevClusterPrintsIsAllThatIsNeeded() throws Exception {
    PinotConfig pinot = pinot(DEV_CLUSTER, Map.of());
    assertThat(pinot.controller()).isEqualTo(URI.create("http://127.0.0.1:9000"));
    assertThat(pinot.brokers()).containsExactly(URI.create("http://127.0.0.1:8099"));
    assertThat(pinot.headers()).isEmpty();
    assertThat(pinot.kafka())
        .isEqualTo(new PinotConfig.Kafka("127.0.0.1:9092", Map.of(), Duration.ofSeconds(5)));
    assertThat(pinot.prefix()).isEqualTo("burnrate");
    assertThat(pinot.partitions()).isEqualTo(4);
    assertThat(pinot.replication()).isEqualTo(1);
    assertThat(pinot.queryTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(pinot.freshnessTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(pinot.spool()).isEqualTo(new PinotConfig.Spool(Path.of("./spool"), 1L << 30));
    assertThat(pinot.retention())
        .containsEntry("ledger", Duration.ofDays(400))
        .hasSameSizeAs(Tables.ALL);
    assertThat(pinot.tls()).isEqualTo(PinotConfig.Tls.NONE);
  }

  @Test
  void secretsMayStandInFilesAndAreSentAsTheyAre() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "Basic YWRtaW46eA==\n");
    Path login = Files.writeString(folder.resolve("login"), "x.PlainLoginModule required;\n");
    Path trusted = Files.writeString(folder.resolve("ca.p12"), "");
    PinotConfig pinot =
        pinot(
            DEV_CLUSTER.replace("http://127.0.0.1:8099", "https://pinot:8099"),
            Map.of(
                "BURNRATE_STORE_AUTHORIZATION_FILE",
                token.toString(),
                "BURNRATE_STORE_TLS_TRUST_STORE",
                trusted.toString(),
                "BURNRATE_STORE_TLS_TRUST_STORE_PASSWORD",
                "p1",
                "BURNRATE_STORE_KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "BURNRATE_STORE_KAFKA_SASL_MECHANISM",
                "PLAIN",
                "BURNRATE_STORE_KAFKA_SASL_JAAS_CONFIG_FILE",
                login.toString(),
                "BURNRATE_STORE_KAFKA_TRUST_STORE",
                trusted.toString(),
                "BURNRATE_STORE_KAFKA_TRUST_STORE_PASSWORD",
                "p2"));
    assertThat(pinot.headers()).isEqualTo(Map.of("Authorization", "Basic YWRtaW46eA=="));
    assertThat(pinot.tls()).isEqualTo(new PinotConfig.Tls(Optional.of(trusted), new Secret("p1")));
    assertThat(pinot.kafka().clientProperties())
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "x.PlainLoginModule required;",
                "ssl.truststore.location", trusted.toString(),
                "ssl.truststore.type", "PKCS12",
                "ssl.truststore.password", "p2"));
  }

  @Test
  void whatIsShownHidesSecretsAndLoadsToTheSame() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BURNRATE_STORE_AUTHORIZATION", "Bearer hunter2",
            "BURNRATE_STORE_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
            "BURNRATE_STORE_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
            "BURNRATE_STORE_KAFKA_SASL_JAAS_CONFIG", "hunter2 required;");
    LoadedConfig loaded = ConfigLoader.parse(DEV_CLUSTER, "f", environment);
    assertThat(loaded.effectiveYaml())
        .contains("brokers: [\"http://127.0.0.1:8099\"]  # f:4")
        .contains("authorization: \"(secret)\"  # $BURNRATE_STORE_AUTHORIZATION")
        .doesNotContain("hunter2");
    assertThat(loaded.config().store().toString()).doesNotContain("hunter2");
    String shown = loaded.effectiveYaml().replaceAll(": \"\\(secret\\)\".*", ": \"\"");
    assertThat(ConfigLoader.parse(shown, "again", environment).config()).isEqualTo(loaded.config());
  }

  @Test
  void aListIsOneVariableWithCommas() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BURNRATE_ROLES", "collector, api",
            "BURNRATE_STORE_BROKERS", "https://a:1,https://b:2",
            "BURNRATE_STORE_KAFKA_BOOTSTRAP_SERVERS", "a:9092, [::1]:9093");
    ServerConfig config = ConfigLoader.parse(DEV_CLUSTER, "f", environment).config();
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.COLLECTOR, Role.API);
    PinotConfig pinot = ((StoreConfig.Distributed) config.store()).pinot();
    assertThat(pinot.brokers())
        .containsExactly(URI.create("https://a:1"), URI.create("https://b:2"));
    assertThat(pinot.kafka().bootstrapServers()).isEqualTo("a:9092, [::1]:9093");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        argumentSet(
            "nothing given", "store: { kind: pinot }", "store.brokers: missing; expected a"),
        argumentSet(
            "a setting of the embedded store",
            DEV_CLUSTER + "  threads: 2",
            "t.yaml:6: store.threads: there is no such setting with store.kind: pinot; leave it"
                + " out, or set store.kind: embedded"),
        argumentSet(
            "a setting of the distributed store",
            "store:\n  brokers: []\n",
            "t.yaml:2: store.brokers: there is no such setting with store.kind: embedded; leave it"
                + " out, or set store.kind: pinot"),
        argumentSet("no broker", DEV_CLUSTER.replaceAll("\\[.*]", "[]"), "expected one or more"),
        argumentSet("one broker", DEV_CLUSTER.replaceAll("\\[.*]", "x"), "got a single value"),
        argumentSet("Kafka by URL", with("http://k:9092"), "bootstrapServers: expected host:port"),
        argumentSet("Kafka without port", with("k"), "expected host:port, or several of them"),
        argumentSet("prefix", DEV_CLUSTER + "  prefix: a-b", "store.prefix: expected a letter"),
        argumentSet("partitions", DEV_CLUSTER + "  partitions: 0", "whole number from 1 to 1024"),
        argumentSet(
            "freshness",
            DEV_CLUSTER + "  queryTimeout: 5s",
            "store.freshnessTimeout: expected at most store.queryTimeout, 5s"),
        argumentSet(
            "certificates for nobody",
            DEV_CLUSTER + "  tls: { trustStore: /dev/null }",
            "store.tls.trustStore: given, but neither store.controller nor store.brokers is https"),
        argumentSet(
            "certificates that are not there",
            DEV_CLUSTER + "  tls: { trustStore: /none.p12 }",
            "store.tls.trustStore: cannot read '/none.p12': expected a file"));
  }

  static Stream<Arguments> mistakesOfLoginAndRoles() {
    return Stream.of(
        argumentSet(
            "login", sasl(""), "store.kafka.saslJaasConfig: missing, as securityProtocol is"),
        argumentSet(
            "mechanism", sasl(""), "store.kafka.saslMechanism: missing, as securityProtocol"),
        argumentSet(
            "mechanism without a protocol for it",
            sasl(", saslMechanism: PLAIN").replace("SASL_SSL", "SSL"),
            "store.kafka.saslMechanism: given, but securityProtocol is SSL; expected"),
        argumentSet(
            "unknown role",
            DEV_CLUSTER + "roles: [ api, colector ]",
            "t.yaml:6: roles: expected one of [collector, analytics, alerting, api], got"
                + " 'colector'; did you mean collector?"),
        argumentSet("no role", DEV_CLUSTER + "roles: []", "roles: expected one or more, each once"),
        argumentSet("role twice", DEV_CLUSTER + "roles: [api, api]", "each once, got [api, api]"),
        argumentSet(
            "roles on the embedded store",
            "roles: [api]",
            "t.yaml:1: roles: expected all of them, as the embedded store lives in one process;"
                + " processes that share the work share a store too: set store.kind: pinot"));
  }

  @ParameterizedTest
  @MethodSource({"mistakes", "mistakesOfLoginAndRoles"})
  void eachMistakeSaysWhatToDo(String yaml, String part) {
    assertThat(wrong(yaml, Map.of())).anySatisfy(line -> assertThat(line).contains(part));
  }

  @Test
  void aVariableForTheOtherKindIsAMistakeToo() {
    assertThat(wrong("", Map.of("BURNRATE_STORE_KAFKA_BOOTSTRAP_SERVERS", "k:1")))
        .singleElement()
        .asString()
        .startsWith("$BURNRATE_STORE_KAFKA_BOOTSTRAP_SERVERS: store.kafka: there is no such")
        .endsWith("set store.kind: pinot");
  }

  @Test
  void aSlipInTheKindIsTheOnlyMistake() {
    assertThat(wrong(DEV_CLUSTER.replace("kind: pinot", "kind: pinott"), Map.of()))
        .containsExactly(
            "t.yaml:2: store.kind: expected one of [embedded, pinot], got 'pinott'; did you mean"
                + " pinot?");
  }

  private static String with(String servers) {
    return DEV_CLUSTER.replace("127.0.0.1:9092", servers);
  }

  private static String sasl(String more) {
    return DEV_CLUSTER.replace(" }\n", ", securityProtocol: SASL_SSL" + more + " }\n");
  }

  private static PinotConfig pinot(String yaml, Map<String, String> environment)
      throws ConfigException {
    StoreConfig store = ConfigLoader.parse(yaml, "t.yaml", environment).config().store();
    return ((StoreConfig.Distributed) store).pinot();
  }

  private static List<String> wrong(String yaml, Map<String, String> environment) {
    return catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.parse(yaml, "t.yaml", environment))
        .mistakes();
  }
}
