package io.burnrate.collector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** fabric8's server of the Kubernetes API, which keeps what is created. */
public final class KubernetesServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesServer.class);

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);

  private KubernetesServer() {}

  /** A server that runs. */
  public static KubernetesServer start() {
    KubernetesServer started = new KubernetesServer();
    started.server.init();
    return started;
  }

  public KubernetesClient client() {
    return server.createClient();
  }

  /**
   * Stops it. When a watch ends while an event is on its way to it, this server waits on its own
   * event loop for what only that loop can do, and says after 10 s that it cannot be closed.
   */
  @Override
  public void close() {
    try {
      server.destroy();
    } catch (IllegalStateException e) {
      LOG.warn("The Kubernetes server did not stop", e);
    }
  }
}
