package io.burnrate.server;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.server.config.StoreConfig;
import io.burnrate.store.pinot.PinotBootstrap;
import io.burnrate.store.pinot.PinotConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo's part of the cluster that {@code burnrate dev-cluster} runs: topics and tables under a
 * prefix of this run's own, as those of an earlier run may still be on their way out.
 */
final class PinotDemoStore implements DemoStore {
  private static final Logger LOG = LoggerFactory.getLogger(PinotDemoStore.class);

  /** Where the cluster listens unless it is told otherwise. */
  static final Cluster DEV_CLUSTER = new Cluster(9_000, 8_099, 9_092);

  /** Few, as each is kept open in the memory of a laptop; more than one, as in earnest. */
  private static final int PARTITIONS = 2;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final long SPOOL_BYTES = 256L << 20;

  private final Path folder;
  private final PinotConfig config;
  private final Cluster cluster;
  private boolean made;

  /** A cluster on this machine. */
  record Cluster(int controllerPort, int brokerPort, int kafkaPort) {}

  PinotDemoStore(Path folder, Instant now) {
    this(folder, now, DEV_CLUSTER);
  }

  PinotDemoStore(Path folder, Instant now, Cluster cluster) {
    this.folder = folder;
    this.cluster = cluster;
    this.config =
        new PinotConfig(
            URI.create("http://127.0.0.1:" + cluster.controllerPort()),
            List.of(URI.create("http://127.0.0.1:" + cluster.brokerPort())),
            Map.of(),
            new PinotConfig.Kafka(
                "127.0.0.1:" + cluster.kafkaPort(), Map.of(), Duration.ofSeconds(5)),
            "demo_" + now.getEpochSecond(),
            PARTITIONS,
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            new PinotConfig.Spool(folder, SPOOL_BYTES),
            Map.of());
  }

  @Override
  public String title() {
    return "the dev cluster's Kafka and Pinot, in tables " + config.prefix() + "_*";
  }

  @Override
  public StoreConfig open(Consumer<String> progress) {
    answers("Pinot's controller", cluster.controllerPort());
    answers("Pinot's broker", cluster.brokerPort());
    answers("Kafka", cluster.kafkaPort());
    progress.accept("Making topics and tables " + config.prefix() + "_* ...");
    made = true;
    PinotBootstrap.create(config).run(progress);
    return new StoreConfig.Distributed(config);
  }

  private static void answers(String part, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
    } catch (IOException e) {
      throw new BurnrateException(
          ErrorCode.STORE_UNREACHABLE,
          part
              + " does not answer at 127.0.0.1:"
              + port
              + ": start a cluster with ./burnrate dev-cluster, and try again when it says that it"
              + " is ready",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (made) {
        PinotBootstrap.create(config).drop(line -> LOG.debug("{}", line));
      }
    } catch (BurnrateException e) {
      LOG.warn("tables {}_* are left in the cluster: {}", config.prefix(), e.getMessage());
    } finally {
      DemoStore.delete(folder);
    }
  }
}
