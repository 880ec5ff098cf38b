package io.burnrate.store.pinot;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What each kind of Kafka client is told: ours, then the user's, then what must be so. */
final class KafkaSettings {
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);
  static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);

  /** Of one request; above the pause of a busy broker, below what a sender waits for. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

  /** Of one call that waits for an answer of Kafka. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private static final int BATCH_BYTES = 256 << 10;
  private static final int LINGER_MS = 5;
  private static final int MAX_POLL_RECORDS = 5_000;

  private final PinotConfig.Kafka kafka;
  private final FlowLimits limits;

  KafkaSettings(PinotConfig.Kafka kafka, FlowLimits limits) {
    this.kafka = kafka;
    this.limits = limits;
  }

  /** Of a client that asks questions and manages nothing. */
  Map<String, Object> admin() {
    Map<String, Object> all = common();
    all.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        Math.toIntExact(CALL_TIMEOUT.toMillis()));
    return with(all, Map.of());
  }

  /** Idempotent: what is sent again within one producer is stored once, and in order. */
  Map<String, Object> producer() {
    int ackMillis = Math.toIntExact(kafka.ackTimeout().toMillis());
    Map<String, Object> all = common();
    all.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.min(requestMillis(), ackMillis / 2));
    all.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * limits.inFlightBytes());
    all.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(1).toMillis());
    // What it knows of the topics is not forgotten in an outage, so that sending does not wait for
    // it; after an outage there is another producer.
    all.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    return with(
        all,
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ackMillis,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ackMillis,
            ProducerConfig.RETRIES_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            limits.recordBytes(),
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class.getName(),
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class.getName()));
  }

  /** Writes in transactions named {@code id}, which no other process ever uses. */
  Map<String, Object> transactions(String id) {
    Map<String, Object> all = producer();
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    all.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Math.toIntExact(limits.transactionTimeout().toMillis()));
    return all;
  }

  /** Reads partitions that are told to it. */
  Map<String, Object> reader() {
    Map<String, Object> all = common();
    all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, limits.fetchBytes());
    all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, limits.fetchBytes() / 4);
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(CALL_TIMEOUT.toMillis()));
    return with(
        all,
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            // Only after an outage longer than the topic's retention: the oldest there is.
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class.getName(),
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class.getName()));
  }

  /** Reads its share of a topic. */
  Map<String, Object> member(String group) {
    Map<String, Object> all = reader();
    all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    all.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(SESSION_TIMEOUT.toMillis()));
    all.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        Math.toIntExact(HEARTBEAT_INTERVAL.toMillis()));
    all.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        Math.toIntExact(limits.longestPoll().toMillis()));
    return all;
  }

  private Map<String, Object> common() {
    Map<String, Object> all = new HashMap<>();
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, requestMillis());
    all.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    all.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    all.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50L);
    all.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
    all.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000L);
    all.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "rebootstrap");
    // Nobody reads them there, and clients of one process would share their names.
    all.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return all;
  }

  private static int requestMillis() {
    return Math.toIntExact(REQUEST_TIMEOUT.toMillis());
  }

  private Map<String, Object> with(Map<String, Object> ours, Map<String, Object> must) {
    ours.putAll(kafka.clientProperties());
    ours.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    ours.putAll(must);
    return ours;
  }
}
