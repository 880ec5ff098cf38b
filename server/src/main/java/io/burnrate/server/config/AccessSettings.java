package io.burnrate.server.config;

import io.burnrate.collector.discovery.Access;
import io.burnrate.collector.discovery.KubernetesAccess;
import io.burnrate.collector.discovery.SecretText;
import io.burnrate.collector.discovery.TlsFiles;
import io.burnrate.domain.Secret;
import java.util.Map;

/** Reads how a page, or a Kubernetes cluster, is asked: credentials, headers, trust. */
final class AccessSettings {
  private static final Kind<String> HEADER =
      Kinds.matching("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", "a header's name");

  private final Reading reading;

  AccessSettings(Reading reading) {
    this.reading = reading;
  }

  Access read(ConfigNode node) {
    Access fallback = Access.DEFAULT;
    ConfigNode basic = node.section("basicAuth");
    String username = basic.read("username", Kinds.label(), "");
    SecretText password = secret(basic, "password");
    basic.end();
    SecretText token = secret(node, "bearerToken");
    if (token.present() && (password.present() || !username.isEmpty())) {
      reading.wrong(node.child("bearerToken"), "given beside basicAuth; expected one of them");
    }
    Map<String, String> headers =
        node.texts("headers", ScrapeSettings.MOST_NAMES, HEADER, hidden());
    return new Access(
        username,
        password,
        token,
        headers,
        tls(node.section("tls")),
        node.read("followRedirects", Kinds.bool(), fallback.followRedirects()));
  }

  KubernetesAccess kubernetes(ConfigNode node) {
    return new KubernetesAccess(
        node.read("apiServer", Kinds.httpUrlOrEmpty(), ""),
        secret(node, "bearerToken"),
        node.read("caFile", Kinds.label(), ""),
        node.read("kubeConfig", Kinds.label(), ""));
  }

  /** The secret under {@code key}, or the file under {@code key + "File"}, which is read later. */
  private SecretText secret(ConfigNode node, String key) {
    Secret secret = node.read(key, Kinds.secret(), Secret.NONE);
    String file = node.read(key + "File", Kinds.label(), "");
    if (secret.present() && !file.isEmpty()) {
      reading.wrong(node.child(key + "File"), "given beside " + key + "; expected one of them");
    }
    return new SecretText(secret, file);
  }

  private static Kind<String> hidden() {
    Kind<String> text = Kinds.label();
    return new Kind<>(text.expected(), text.parse(), text.show(), true);
  }

  private TlsFiles tls(ConfigNode node) {
    TlsFiles tls =
        new TlsFiles(
            node.read("caFile", Kinds.label(), ""),
            node.read("certFile", Kinds.label(), ""),
            node.read("keyFile", Kinds.label(), ""),
            node.read("serverName", Kinds.label(), ""),
            node.read("insecureSkipVerify", Kinds.bool(), false));
    if (tls.certFile().isEmpty() != tls.keyFile().isEmpty()) {
      reading.wrong(
          node.child(tls.certFile().isEmpty() ? "keyFile" : "certFile"),
          "expected certFile and keyFile, or neither");
    }
    node.end();
    return tls;
  }
}
