package io.burnrate.collector.metadata;

/** Settings of what is learned of the things that figures are of. */
public record MetadataConfig(KubernetesMetadataConfig kubernetes, MlflowConfig mlflow) {
  public static final MetadataConfig DEFAULT =
      new MetadataConfig(KubernetesMetadataConfig.DEFAULT, MlflowConfig.DEFAULT);
}
