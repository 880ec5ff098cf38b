package io.burnrate.server.config;

import io.burnrate.collector.metadata.KubernetesMetadataConfig;
import io.burnrate.collector.metadata.MetadataConfig;
import io.burnrate.collector.metadata.MlflowConfig;
import java.util.List;

/** Reads the section {@code metadata}: what is learned of the things that figures are of. */
final class MetadataSettings {
  private MetadataSettings() {}

  static MetadataConfig read(ConfigNode section, Reading reading) {
    MetadataConfig config =
        new MetadataConfig(
            kubernetes(section.section("kubernetes"), reading),
            mlflow(section.section("mlflow"), reading));
    section.end();
    return config;
  }

  private static MlflowConfig mlflow(ConfigNode node, Reading reading) {
    MlflowConfig fallback = MlflowConfig.DEFAULT;
    MlflowConfig config =
        new MlflowConfig(
            node.read("url", Kinds.httpUrlOrEmpty(), fallback.url()),
            node.read("interval", Kinds.duration("1s", "1d"), fallback.interval()),
            new AccessSettings(reading).read(node));
    node.end();
    return config;
  }

  private static KubernetesMetadataConfig kubernetes(ConfigNode node, Reading reading) {
    KubernetesMetadataConfig fallback = KubernetesMetadataConfig.DEFAULT;
    KubernetesMetadataConfig config =
        new KubernetesMetadataConfig(
            node.read("enabled", Kinds.bool(), fallback.enabled()),
            node.read("cluster", Kinds.label(), fallback.cluster()),
            node.list("namespaces", ScrapeSettings.MOST_FINDINGS, Kinds.text(), List.<String>of()),
            node.read("teamLabel", Kinds.label(), fallback.teamLabel()),
            node.read("poolLabel", Kinds.label(), fallback.poolLabel()),
            new AccessSettings(reading).kubernetes(node));
    node.end();
    return config;
  }
}
