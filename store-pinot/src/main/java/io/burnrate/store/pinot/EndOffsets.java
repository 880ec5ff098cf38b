package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka where its topics end, unfinished transactions included: one that was just acknowledged
 * is marked as finished a moment later. While Kafka does not answer, the last known ends are given
 * out at once, and Kafka is asked again in the background. Thread-safe.
 */
final class EndOffsets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndOffsets.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final PinotConfig.Kafka kafka;
  private final Admin admin;
  private final ScheduledExecutorService timer;
  private final Map<String, List<TopicPartition>> partitions = new ConcurrentHashMap<>();
  private final Map<String, Map<Integer, Long>> known = new ConcurrentHashMap<>();
  private volatile boolean silent;

  EndOffsets(PinotConfig.Kafka kafka, ScheduledExecutorService timer) {
    this.kafka = kafka;
    this.timer = timer;
    Map<String, Object> settings = new HashMap<>(kafka.clientProperties());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "burnrate-ends");
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, ASK_AGAIN.toMillis());
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    this.admin = Admin.create(settings);
  }

  boolean silent() {
    return silent;
  }

  /**
   * Where a topic ends.
   *
   * @param offsets by partition, the offset behind the last row
   * @param told whether Kafka told it just now
   */
  record Ends(Map<Integer, Long> offsets, boolean told) {}

  /** Where {@code topic} ends now or, while Kafka is silent, ended when it was asked last. */
  CompletableFuture<Ends> of(String topic) {
    if (silent) {
      return lastKnown(topic);
    }
    return ask(topic)
        .thenApply(offsets -> new Ends(offsets, true))
        .exceptionallyCompose(
            failure ->
                Failures.find(failure, BurnrateException.class) != null
                    ? CompletableFuture.failedFuture(Failures.cause(failure))
                    : fallBack(topic, failure));
  }

  /** Without them nobody could say whether an answer of Pinot is whole. */
  private CompletableFuture<Ends> lastKnown(String topic) {
    Map<Integer, Long> offsets = known.get(topic);
    return offsets != null
        ? CompletableFuture.completedFuture(new Ends(offsets, false))
        : CompletableFuture.failedFuture(
            new BurnrateException(
                ErrorCode.STORE_UNREACHABLE,
                "Kafka "
                    + kafka.bootstrapServers()
                    + " (store.kafka) does not answer, and has not told yet where "
                    + topic
                    + " ends"));
  }

  private CompletableFuture<Ends> fallBack(String topic, Throwable failure) {
    partitions.remove(topic);
    return alive()
        .thenCompose(
            alive -> {
              if (alive && Failures.find(failure, UnknownTopicOrPartitionException.class) != null) {
                return CompletableFuture.failedFuture(noTopic(topic));
              }
              if (!alive && !silent) {
                silent = true;
                LOG.warn(
                    "Kafka {} does not tell its end offsets; queries go by the last known ones: {}",
                    kafka.bootstrapServers(),
                    Failures.cause(failure).toString());
                askAgain();
              }
              return lastKnown(topic);
            });
  }

  private CompletableFuture<Boolean> alive() {
    return admin
        .describeCluster()
        .nodes()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
        .handle((nodes, failure) -> failure == null && !nodes.isEmpty());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What it leads to is told by alive().
  private void askAgain() {
    if (timer.isShutdown()) {
      return;
    }
    var unused =
        timer.schedule(
            () ->
                alive()
                    .thenAccept(
                        alive -> {
                          if (alive) {
                            silent = false;
                            LOG.info("Kafka {} answers again", kafka.bootstrapServers());
                          } else {
                            askAgain();
                          }
                        }),
            ASK_AGAIN.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Map<Integer, Long>> ask(String topic) {
    return partitions(topic)
        .thenCompose(
            found -> {
              Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
              found.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
              return admin
                  .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                  .all()
                  .toCompletionStage();
            })
        .thenApply(
            (Map<TopicPartition, ListOffsetsResultInfo> answer) -> {
              Map<Integer, Long> ends = new HashMap<>();
              answer.forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
              known.put(topic, Map.copyOf(ends));
              return ends;
            })
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A topic gets more partitions only by hand; they are looked up once. */
  private CompletableFuture<List<TopicPartition>> partitions(String topic) {
    List<TopicPartition> before = partitions.get(topic);
    if (before != null) {
      return CompletableFuture.completedFuture(before);
    }
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .toCompletionStage()
        .toCompletableFuture()
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                throw failure(topic, failure);
              }
              TopicDescription description = answer.get(topic);
              if (description == null) {
                throw noTopic(topic);
              }
              List<TopicPartition> found =
                  description.partitions().stream()
                      .map(TopicPartitionInfo::partition)
                      .map(partition -> new TopicPartition(topic, partition))
                      .toList();
              partitions.put(topic, found);
              return found;
            });
  }

  private static RuntimeException failure(String topic, Throwable failure) {
    if (Failures.find(failure, UnknownTopicOrPartitionException.class) == null) {
      return new CompletionException(Failures.cause(failure));
    }
    return noTopic(topic);
  }

  private static BurnrateException noTopic(String topic) {
    return new BurnrateException(
        ErrorCode.STORE_FAILED,
        "Kafka has no topic " + topic + "; `burnrate bootstrap --config FILE` creates it");
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
