package io.burnrate.collector.discovery;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Which Kubernetes API server is asked, and how.
 *
 * @param apiServer its URL; empty for that of {@code kubeConfig}
 * @param bearerToken read anew for each request
 * @param kubeConfig a file; empty for the cluster that we run in
 */
public record KubernetesAccess(
    String apiServer, SecretText bearerToken, String caFile, String kubeConfig) {
  /** The cluster that we run in. */
  public static final KubernetesAccess DEFAULT = new KubernetesAccess("", SecretText.NONE, "", "");

  /** A client of it, without asking it anything. Blocks. */
  public KubernetesClient open() {
    Config config;
    if (!apiServer.isEmpty()) {
      ConfigBuilder builder = new ConfigBuilder(Config.empty()).withMasterUrl(apiServer);
      if (!caFile.isEmpty()) {
        builder.withCaCertFile(caFile);
      }
      if (bearerToken.present()) {
        builder.withOauthTokenProvider(this::token);
      }
      config = builder.build();
    } else if (!kubeConfig.isEmpty()) {
      config = Config.fromKubeconfig(new File(kubeConfig));
    } else {
      config = Config.autoConfigure(null);
    }
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private String token() {
    try {
      return bearerToken.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
