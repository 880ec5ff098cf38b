package io.burnrate.server.config;

import io.burnrate.domain.Secret;
import io.burnrate.store.pinot.PinotConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How to reach Kafka; what its clients call {@code security.protocol} is {@code securityProtocol}.
 */
final class KafkaSettings {
  /** Takes its login from elsewhere. */
  private static final String KERBEROS = "GSSAPI";

  private static final List<String> PROTOCOLS =
      List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
  private static final List<String> MECHANISMS =
      List.of("", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", KERBEROS);

  private KafkaSettings() {}

  static PinotConfig.Kafka read(ConfigNode node, Reading reading) {
    String servers = node.require("bootstrapServers", Kinds.hostsAndPorts(), "127.0.0.1:9092");
    String protocol =
        node.read("securityProtocol", Kinds.oneOf(PROTOCOLS, Function.identity()), "PLAINTEXT");
    String mechanism = node.read("saslMechanism", Kinds.oneOf(MECHANISMS, Function.identity()), "");
    Secret login = SecretFile.secretOrFile(node, "saslJaasConfig", reading);
    Optional<Path> trustStore = StoreSettings.trustStore(node, reading);
    Secret password = SecretFile.secretOrFile(node, "trustStorePassword", reading);
    Duration ackTimeout =
        node.read("ackTimeout", Kinds.duration("100ms", "5m"), Duration.ofSeconds(5));
    node.end();
    boolean sasl = protocol.startsWith("SASL_");
    if (sasl && !mechanism.equals(KERBEROS) && !login.present()) {
      reading.wrong(
          node.child("saslJaasConfig"),
          "missing, as securityProtocol is "
              + protocol
              + "; expected what Kafka's clients call sasl.jaas.config");
    }
    check(node, protocol, mechanism, trustStore.isPresent(), reading);
    Map<String, String> properties = new LinkedHashMap<>();
    if (!protocol.equals("PLAINTEXT")) {
      properties.put("security.protocol", protocol);
    }
    if (!mechanism.isEmpty()) {
      properties.put("sasl.mechanism", mechanism);
    }
    if (login.present()) {
      properties.put("sasl.jaas.config", login.value());
    }
    trustStore.ifPresent(
        path -> {
          properties.put("ssl.truststore.location", path.toString());
          properties.put("ssl.truststore.type", type(path));
        });
    if (password.present()) {
      properties.put("ssl.truststore.password", password.value());
    }
    return new PinotConfig.Kafka(servers, properties, ackTimeout);
  }

  /** As Kafka, unlike Java, does not find out by itself. */
  private static String type(Path trustStore) {
    String name = trustStore.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".pem") || name.endsWith(".crt")) {
      return "PEM";
    }
    return name.endsWith(".jks") ? "JKS" : "PKCS12";
  }

  private static void check(
      ConfigNode node, String protocol, String mechanism, boolean trusts, Reading reading) {
    boolean sasl = protocol.startsWith("SASL_");
    if (sasl && mechanism.isEmpty()) {
      reading.wrong(
          node.child("saslMechanism"),
          "missing, as securityProtocol is " + protocol + "; expected one of " + MECHANISMS);
    }
    if (!sasl && !mechanism.isEmpty()) {
      reading.wrong(
          node.child("saslMechanism"),
          "given, but securityProtocol is "
              + protocol
              + "; expected securityProtocol: SASL_SSL or SASL_PLAINTEXT");
    }
    if (trusts && !protocol.endsWith("SSL")) {
      reading.wrong(
          node.child("trustStore"),
          "given, but securityProtocol is "
              + protocol
              + "; expected securityProtocol: SSL or SASL_SSL");
    }
  }
}
