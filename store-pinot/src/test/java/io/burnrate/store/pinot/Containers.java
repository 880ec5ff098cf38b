package io.burnrate.store.pinot;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * Current Pinot and Kafka in containers. Pinot's server has a name that only the other containers
 * know, so that its admin port cannot be reached from here: the controller is asked instead.
 */
final class Containers {
  private static final Logger LOG = LoggerFactory.getLogger(Containers.class);
  private static final DockerImageName ZOOKEEPER = DockerImageName.parse("zookeeper:3.9.5");
  private static final DockerImageName PINOT = DockerImageName.parse("apachepinot/pinot:1.5.1");
  private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
  private static final PinotVersion VERSION = new PinotVersion(1, 5);

  private static final String ZOOKEEPER_ADDRESS = "burnrate-zookeeper:2181";
  private static final String KAFKA_ADDRESS = "burnrate-kafka:19092";
  private static final int CONTROLLER_PORT = 9000;
  private static final int BROKER_PORT = 8099;
  private static final int SERVER_ADMIN_PORT = 8097;
  private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
  private static final String MISSING =
      "no Docker engine: the store's contract is not tested on current Pinot and Kafka";

  /** Asked once; Testcontainers too remembers that it found none. */
  private static final boolean DOCKER = DockerClientFactory.instance().isDockerAvailable();

  static {
    if (!DOCKER) {
      LOG.warn("Skipped, {}", MISSING);
    }
  }

  private Containers() {}

  /** Skips the test class where there is no engine. */
  static void assumeDocker() {
    assumeTrue(DOCKER, MISSING);
  }

  /** Starts all of them, once in this JVM; they are taken away when it ends. */
  static Site start() {
    Network network = Network.newNetwork();
    KafkaContainer kafka =
        new KafkaContainer(KAFKA)
            .withNetwork(network)
            .withListener(KAFKA_ADDRESS)
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_MESSAGE_MAX_BYTES", "" + (2 * RowCodec.MAX_RECORD_BYTES))
            .withStartupTimeout(START_TIMEOUT);
    GenericContainer<?> zookeeper =
        new GenericContainer<>(ZOOKEEPER)
            .withNetwork(network)
            .withNetworkAliases(host(ZOOKEEPER_ADDRESS))
            .withExposedPorts(2181)
            .withStartupTimeout(START_TIMEOUT);
    GenericContainer<?> controller =
        pinot(network, "StartController", "-controllerHost", "burnrate-controller", CONTROLLER_PORT)
            .dependsOn(zookeeper);
    GenericContainer<?> broker =
        pinot(network, "StartBroker", "-brokerHost", "burnrate-broker", BROKER_PORT)
            .dependsOn(controller);
    GenericContainer<?> server =
        pinot(network, "StartServer", "-serverHost", "burnrate-server", SERVER_ADMIN_PORT)
            .dependsOn(controller);
    Startables.deepStart(Stream.of(kafka, broker, server)).join();
    try {
      return new Site(
          address(controller, CONTROLLER_PORT),
          address(broker, BROKER_PORT),
          kafka.getBootstrapServers(),
          KAFKA_ADDRESS,
          Files.createTempDirectory("burnrate-containers"),
          VERSION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GenericContainer<?> pinot(
      Network network, String command, String hostOption, String host, int healthPort) {
    return new GenericContainer<>(PINOT)
        .withNetwork(network)
        .withNetworkAliases(host)
        .withEnv("JAVA_OPTS", "-Xms256m -Xmx1g -Dplugins.dir=/opt/pinot/plugins")
        .withCommand(command, "-zkAddress", ZOOKEEPER_ADDRESS, hostOption, host)
        .withExposedPorts(healthPort)
        .waitingFor(Wait.forHttp("/health").forPort(healthPort).withStartupTimeout(START_TIMEOUT));
  }

  private static String host(String address) {
    return address.substring(0, address.indexOf(':'));
  }

  private static URI address(GenericContainer<?> container, int port) {
    return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(port));
  }
}
