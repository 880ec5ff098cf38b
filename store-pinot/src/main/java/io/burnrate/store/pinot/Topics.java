package io.burnrate.store.pinot;

import static java.util.Objects.requireNonNull;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of an installation. What exists keeps its replication, which Kafka changes by other
 * tools. Not thread-safe.
 */
final class Topics implements AutoCloseable {
  /**
   * Pinot reads rows again from here when it restarts; also rows older than that wait in a spool.
   */
  static final Duration RETENTION = Duration.ofDays(3);

  /** Less is raised; more is the operator's choice. */
  private static final Duration LEAST_RETENTION = Duration.ofDays(1);

  /** Of a batch; a row is at most half of it. */
  static final int MAX_MESSAGE_BYTES = 2 * RowCodec.MAX_RECORD_BYTES;

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  private final PinotConfig config;
  private final Names names;
  private final Admin admin;

  Topics(PinotConfig config) {
    this.config = config;
    this.names = new Names(config.prefix());
    Map<String, Object> settings = new HashMap<>(config.kafka().clientProperties());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(REQUEST_TIMEOUT));
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(CALL_TIMEOUT));
    try {
      this.admin = Admin.create(settings);
    } catch (org.apache.kafka.common.KafkaException e) {
      throw unreachable(e);
    }
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  /** How many partitions the topic of {@code table} has; empty when there is none. */
  Optional<Integer> partitions(Table table) {
    String topic = names.topic(table);
    try {
      TopicDescription found =
          get(requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
      return Optional.of(found.partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw unreachable(Failures.cause(e));
    }
  }

  /** Makes the topic of {@code table} as it should be, and says what it changed. */
  void ensure(Table table, Consumer<String> changed) {
    String topic = names.topic(table);
    try {
      Optional<Integer> found = partitions(table);
      if (found.isEmpty() && create(topic)) {
        changed.accept("created topic " + topic + " (" + config.partitions() + " partitions)");
        return;
      }
      int partitions = found.isPresent() ? found.get() : partitions(table).orElse(0);
      if (partitions > config.partitions()) {
        throw new BurnrateException(
            ErrorCode.INVALID_REQUEST,
            "topic "
                + topic
                + " has "
                + partitions
                + " partitions, store.partitions is "
                + config.partitions()
                + ": partitions are never made fewer; set store.partitions: "
                + partitions);
      }
      if (partitions < config.partitions() && raise(topic)) {
        changed.accept(
            "raised topic "
                + topic
                + " from "
                + partitions
                + " to "
                + config.partitions()
                + " partitions");
      }
      settings(topic, changed);
    } catch (ExecutionException e) {
      throw unreachable(Failures.cause(e));
    }
  }

  private boolean create(String topic) throws ExecutionException {
    NewTopic wanted = new NewTopic(topic, config.partitions(), (short) config.replication());
    wanted.configs(
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG, "" + RETENTION.toMillis(),
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + MAX_MESSAGE_BYTES));
    try {
      get(admin.createTopics(List.of(wanted)).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  /** False when somebody else was faster. */
  private boolean raise(String topic) throws ExecutionException {
    Map<String, NewPartitions> wanted =
        Map.of(topic, NewPartitions.increaseTo(config.partitions()));
    try {
      get(admin.createPartitions(wanted).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidPartitionsException) {
        return false;
      }
      throw e;
    }
  }

  private void settings(String topic, Consumer<String> changed) throws ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config found =
        get(requireNonNull(admin.describeConfigs(List.of(resource)).values().get(resource)));
    Map<String, String> wanted = new HashMap<>();
    String cleanup = value(found, TopicConfig.CLEANUP_POLICY_CONFIG);
    if (!cleanup.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
      wanted.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    }
    long retention = Long.parseLong(value(found, TopicConfig.RETENTION_MS_CONFIG));
    if (retention >= 0 && retention < LEAST_RETENTION.toMillis()) {
      wanted.put(TopicConfig.RETENTION_MS_CONFIG, "" + RETENTION.toMillis());
    }
    if (Long.parseLong(value(found, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) < MAX_MESSAGE_BYTES) {
      wanted.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + MAX_MESSAGE_BYTES);
    }
    if (wanted.isEmpty()) {
      return;
    }
    List<AlterConfigOp> operations = new ArrayList<>();
    wanted.forEach(
        (key, value) ->
            operations.add(
                new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    Map<ConfigResource, Collection<AlterConfigOp>> all = Map.of(resource, operations);
    get(admin.incrementalAlterConfigs(all).all());
    wanted.forEach(
        (key, value) -> changed.accept("set " + key + "=" + value + " of topic " + topic));
  }

  private static String value(Config config, String key) {
    ConfigEntry entry = config.get(key);
    return entry == null || entry.value() == null ? "0" : entry.value();
  }

  /** Removes the topic; false when there is none. */
  boolean delete(Table table) {
    try {
      get(admin.deleteTopics(List.of(names.topic(table))).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw unreachable(Failures.cause(e));
    }
  }

  private <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private BurnrateException unreachable(Throwable cause) {
    return new BurnrateException(
        ErrorCode.STORE_UNREACHABLE,
        "store.kafka.bootstrapServers "
            + config.kafka().bootstrapServers()
            + ": "
            + cause.getMessage(),
        cause);
  }

  @Override
  public void close() {
    admin.close(REQUEST_TIMEOUT);
  }
}
