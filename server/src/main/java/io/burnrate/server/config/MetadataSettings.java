package io.burnrate.server.config;

import io.burnrate.collector.discovery.SecretText;
import io.burnrate.collector.metadata.KubernetesMetadataConfig;
import java.util.List;

/** Reads the section {@code metadata}: what is learned of the things that figures are of. */
final class MetadataSettings {
  private MetadataSettings() {}

  static KubernetesMetadataConfig read(ConfigNode section, Reading reading) {
    ConfigNode node = section.section("kubernetes");
    KubernetesMetadataConfig fallback = KubernetesMetadataConfig.DEFAULT;
    SecretText token = new AccessSettings(reading).secret(node, "bearerToken");
    KubernetesMetadataConfig config =
        new KubernetesMetadataConfig(
            node.read("enabled", Kinds.bool(), fallback.enabled()),
            node.read("cluster", Kinds.label(), fallback.cluster()),
            node.list("namespaces", ScrapeSettings.MOST_FINDINGS, Kinds.text(), List.<String>of()),
            node.read("teamLabel", Kinds.label(), fallback.teamLabel()),
            node.read("poolLabel", Kinds.label(), fallback.poolLabel()),
            node.read("apiServer", Kinds.httpUrlOrEmpty(), fallback.apiServer()),
            token,
            node.read("caFile", Kinds.label(), fallback.caFile()),
            node.read("kubeConfig", Kinds.label(), fallback.kubeConfig()));
    node.end();
    section.end();
    return config;
  }
}
