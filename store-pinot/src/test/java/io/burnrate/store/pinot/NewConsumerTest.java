package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewConsumerTest {
  private static final Duration BACKOFF = Duration.ofMillis(10);

  private final Map<String, Object> settings =
      new ConcurrentHashMap<>(
          new KafkaSettings(
                  new PinotConfig.Kafka("127.0.0.1:1", Map.of(), Duration.ofSeconds(1)),
                  FlowLimits.DEFAULT)
              .reader());
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean unwanted = new AtomicBoolean();

  private CompletableFuture<@Nullable KafkaConsumer<byte[], byte[]>> begin() {
    CompletableFuture<@Nullable KafkaConsumer<byte[], byte[]>> made = new CompletableFuture<>();
    Daemons.thread(
            "test",
            () -> {
              try {
                made.complete(
                    NewConsumer.of(settings, "the test", BACKOFF, failures, unwanted::get));
              } catch (InterruptedException e) {
                made.completeExceptionally(e);
              }
            })
        .start();
    return made;
  }

  private void untilItFailed() throws InterruptedException {
    Replicas.until(() -> failures.sum() > 1);
  }

  /** As while no name resolves. */
  private void addressCannotBeUsed() {
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "without-a-port");
  }

  @Test
  void itIsMadeAsSoonAsItCanBe() throws Exception {
    addressCannotBeUsed();
    CompletableFuture<@Nullable KafkaConsumer<byte[], byte[]>> made = begin();
    untilItFailed();
    assertThat(made).isNotDone();

    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    try (KafkaConsumer<byte[], byte[]> consumer = made.get(30, TimeUnit.SECONDS)) {
      assertThat(consumer).isNotNull();
    }
  }

  @Test
  void whenNobodyWantsItAnyMoreItIsGivenUp() throws Exception {
    addressCannotBeUsed();
    CompletableFuture<@Nullable KafkaConsumer<byte[], byte[]>> made = begin();
    untilItFailed();

    unwanted.set(true);
    assertThat(made.get(30, TimeUnit.SECONDS)).isNull();
  }
}
