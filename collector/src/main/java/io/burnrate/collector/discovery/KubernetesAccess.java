package io.burnrate.collector.discovery;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Opens clients of a Kubernetes API server. */
public final class KubernetesAccess {
  private KubernetesAccess() {}

  /**
   * A client of the API server that these settings name, without asking it anything. Blocks.
   *
   * @param apiServer its URL; empty for that of {@code kubeConfig}
   * @param bearerToken read anew for each request
   * @param kubeConfig a file; empty for the cluster that we run in
   */
  public static KubernetesClient open(
      String apiServer, SecretText bearerToken, String caFile, String kubeConfig) {
    Config config;
    if (!apiServer.isEmpty()) {
      ConfigBuilder builder = new ConfigBuilder(Config.empty()).withMasterUrl(apiServer);
      if (!caFile.isEmpty()) {
        builder.withCaCertFile(caFile);
      }
      if (bearerToken.present()) {
        builder.withOauthTokenProvider(() -> token(bearerToken));
      }
      config = builder.build();
    } else if (!kubeConfig.isEmpty()) {
      config = Config.fromKubeconfig(new File(kubeConfig));
    } else {
      config = Config.autoConfigure(null);
    }
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static String token(SecretText token) {
    try {
      return token.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
