package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka where its topics end, unfinished transactions included: one that was just acknowledged
 * is marked as finished a moment later. While Kafka does not answer, the last known ends are given
 * out once it was asked in vain for a second. So it is with a partition that has no leader, which
 * takes no rows; any other that Kafka does not tell is a failure. Thread-safe.
 */
final class EndOffsets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndOffsets.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration BACKOFF = Duration.ofMillis(200);

  private final PinotConfig.Kafka kafka;
  private final Admin admin;
  private final ScheduledExecutorService timer;
  private final Map<String, Layout> layouts = new ConcurrentHashMap<>();
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
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, BACKOFF.toMillis());
    settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, BACKOFF.toMillis());
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
   * @param told whether Kafka told all of them just now
   */
  record Ends(Map<Integer, Long> offsets, boolean told) {}

  /** The partitions of a topic: those that can be asked, and those that have no leader. */
  private record Layout(List<TopicPartition> led, List<TopicPartition> leaderless) {}

  /** Where {@code topic} ends now or, while Kafka is silent, ended when it was asked last. */
  CompletableFuture<Ends> of(String topic) {
    // It may be back since: others may have written by then.
    CompletableFuture<Ends> asked =
        silent ? ask(topic).orTimeout(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS) : ask(topic);
    return asked.exceptionallyCompose(
        failure ->
            Failures.find(failure, BurnrateException.class) != null
                ? CompletableFuture.failedFuture(Failures.cause(failure))
                : silent ? lastKnown(topic) : fallBack(topic, failure));
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
    boolean ofBefore = layouts.remove(topic) != null;
    return alive()
        .thenCompose(
            alive -> {
              if (alive) {
                // The topic may have gone meanwhile, or a leader.
                CompletableFuture<Ends> again =
                    ofBefore ? ask(topic) : CompletableFuture.failedFuture(failure);
                return again.exceptionallyCompose(
                    e -> CompletableFuture.failedFuture(untold(topic, e)));
              }
              if (!silent) {
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

  private CompletableFuture<Ends> ask(String topic) {
    return layout(topic)
        .thenCompose(
            found -> told(found.led()).thenApply(told -> together(topic, told, found.leaderless())))
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Map<Integer, Long>> told(List<TopicPartition> led) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    led.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    return admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(
            (Map<TopicPartition, ListOffsetsResultInfo> answer) -> {
              Map<Integer, Long> ends = new HashMap<>();
              answer.forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
              return ends;
            });
  }

  /** What was told just now, and what was known before of partitions without a leader. */
  Ends together(String topic, Map<Integer, Long> told, Collection<TopicPartition> leaderless) {
    Map<Integer, Long> ends = new HashMap<>(told);
    Map<Integer, Long> before = known.getOrDefault(topic, Map.of());
    for (TopicPartition each : leaderless) {
      Long end = before.get(each.partition());
      if (end == null) {
        throw untold(topic, new LeaderNotAvailableException(each + " has no leader"));
      }
      ends.put(each.partition(), end);
    }
    known.put(topic, Map.copyOf(ends));
    return new Ends(ends, leaderless.isEmpty());
  }

  private BurnrateException untold(String topic, Throwable failure) {
    BurnrateException said = Failures.find(failure, BurnrateException.class);
    if (said != null) {
      return said;
    }
    String where = "Kafka " + kafka.bootstrapServers() + " (store.kafka)";
    String words = Failures.cause(failure).getMessage();
    String why = words == null ? "no answer within " + PATIENCE.toSeconds() + " s" : words;
    return new BurnrateException(
        ErrorCode.STORE_UNREACHABLE,
        where + " does not tell where " + topic + " ends: " + why,
        failure);
  }

  /** A topic gets more partitions only by hand; they are looked up once, if all have a leader. */
  private CompletableFuture<Layout> layout(String topic) {
    Layout before = layouts.get(topic);
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
              Layout found = layout(topic, description);
              if (found.leaderless().isEmpty()) {
                layouts.put(topic, found);
              }
              return found;
            });
  }

  private static Layout layout(String topic, TopicDescription description) {
    List<TopicPartition> led = new ArrayList<>();
    List<TopicPartition> leaderless = new ArrayList<>();
    for (TopicPartitionInfo each : description.partitions()) {
      boolean none = each.leader() == null || each.leader().isEmpty();
      (none ? leaderless : led).add(new TopicPartition(topic, each.partition()));
    }
    return new Layout(led, leaderless);
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
