package io.burnrate.devcluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** One Kafka node, its own controller (KRaft). */
final class Kafka implements Part {
  /** Of a record, a batch, a request and an answer: one page of a large exporter fits in. */
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

  private final Path folder;
  private final Ports ports;
  private @Nullable KafkaRaftServer server;

  Kafka(Path folder, Ports ports) {
    this.folder = folder;
    this.ports = ports;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public void start() throws Exception {
    Properties settings = settings();
    format(settings);
    KafkaRaftServer starting =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    try {
      starting.startup();
    } catch (RuntimeException failure) {
      starting.shutdown();
      starting.awaitShutdown();
      throw failure;
    }
    server = starting;
  }

  @Override
  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  /** Gives the log folder its identity, once. */
  private void format(Properties settings) throws IOException {
    if (Files.exists(folder.resolve("log/meta.properties"))) {
      return;
    }
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
            new PrintStream(told, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException("formatting failed: " + told.toString(StandardCharsets.UTF_8));
    }
  }

  private Properties settings() {
    Properties s = new Properties();
    String address = ports.address(Port.KAFKA);
    String controller = ports.address(Port.KAFKA_CONTROLLER);
    s.setProperty("process.roles", "broker,controller");
    s.setProperty("node.id", "1");
    s.setProperty("controller.quorum.voters", "1@" + controller);
    s.setProperty("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller);
    s.setProperty("advertised.listeners", "PLAINTEXT://" + address);
    s.setProperty("controller.listener.names", "CONTROLLER");
    s.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    s.setProperty("log.dirs", folder.resolve("log").toString());
    // One node: everything has one copy, and is complete with it.
    s.setProperty("default.replication.factor", "1");
    s.setProperty("offsets.topic.replication.factor", "1");
    s.setProperty("offsets.topic.num.partitions", "4");
    s.setProperty("transaction.state.log.replication.factor", "1");
    s.setProperty("transaction.state.log.min.isr", "1");
    s.setProperty("transaction.state.log.num.partitions", "4");
    s.setProperty("share.coordinator.state.topic.replication.factor", "1");
    s.setProperty("share.coordinator.state.topic.min.isr", "1");
    s.setProperty("auto.create.topics.enable", "false");
    String maxBytes = "" + MAX_MESSAGE_BYTES;
    s.setProperty("message.max.bytes", maxBytes);
    s.setProperty("replica.fetch.max.bytes", maxBytes);
    s.setProperty("fetch.max.bytes", "" + (8 * MAX_MESSAGE_BYTES));
    // Short times, so that starting and taking over take seconds.
    s.setProperty("group.initial.rebalance.delay.ms", "0");
    s.setProperty("group.min.session.timeout.ms", "1000");
    s.setProperty("group.consumer.min.session.timeout.ms", "1000");
    s.setProperty("group.consumer.min.heartbeat.interval.ms", "300");
    s.setProperty("broker.heartbeat.interval.ms", "300");
    // After a kill, a start waits as long as this for the session of the dead.
    s.setProperty("broker.session.timeout.ms", "4000");
    s.setProperty("controller.quorum.election.timeout.ms", "300");
    s.setProperty("controller.quorum.election.backoff.max.ms", "300");
    s.setProperty("controlled.shutdown.max.retries", "1");
    s.setProperty("num.network.threads", "2");
    s.setProperty("num.io.threads", "4");
    s.setProperty("num.recovery.threads.per.data.dir", "1");
    s.setProperty("log.cleaner.dedupe.buffer.size", "" + (8 << 20));
    return s;
  }
}
