package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.devcluster.harness.Component;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Queries see every acknowledged row on the real cluster, whoever wrote it and whatever fails. */
@Tag("slow")
class PinotFreshnessIT {
  private static final Table SPANS = Tables.SPANS;
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  private final ClusterStores place = ClusterStores.empty();
  private final PinotConfig config = place.config();
  private final Names names = new Names(config.prefix());
  private final PinotQueries queries = PinotQueries.create(config, names);
  private int rows;

  @BeforeEach
  void open() {
    place.touch(SPANS);
    queries.open();
  }

  @AfterEach
  void close() {
    queries.close();
    place.drop();
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", config.kafka().bootstrapServers());
    settings.put("acks", "all");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** As another process would: these queries are told nothing of it. */
  private void produce(KafkaProducer<byte[], byte[]> producer, int count) throws Exception {
    RowBatch.Builder batch = RowBatch.builder(SPANS, "test", count);
    for (int i = 0; i < count; i++) {
      int row = batch.addRow();
      batch.set(row, "time_ms", rows).set(row, "trace_id", "t" + rows).set(row, "span_id", "s");
      rows++;
    }
    Future<?> last = null;
    for (RowCodec.Encoded each : new RowCodec().encode(batch.build(), config.partitions())) {
      last =
          producer.send(
              new ProducerRecord<>(names.topic(SPANS), each.partition(), null, each.value()));
    }
    producer.flush();
    if (last != null) {
      last.get();
    }
  }

  private static final Query COUNT =
      Query.aggregate(
          SPANS,
          new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1_000)),
          List.of(),
          List.of(),
          List.of(Aggregate.countRows("rows")));

  private long count() throws Exception {
    return queries.query(COUNT).toCompletableFuture().get(60, TimeUnit.SECONDS).longAt(0, "rows");
  }

  /** Asks until it answers; an answer that lacks rows is never given. */
  private void countsAgain(long expected) throws Exception {
    long deadline = System.nanoTime() + RECOVERY.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        assertThat(count()).isEqualTo(expected);
        return;
      } catch (ExecutionException e) {
        assertThat(((BurnrateException) Failures.cause(e)).code().retryable()).isTrue();
      }
    }
    throw new AssertionError("no answer within " + RECOVERY);
  }

  @Test
  void rowsOfAnotherProcessAreSeenAtOnce() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (int i = 1; i <= 20; i++) {
        produce(producer, 10);
        assertThat(count()).isEqualTo(10L * i);
      }
    }
  }

  @Test
  void theMarksOfTransactionsAreNotWaitedFor() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        producer(Map.of("transactional.id", config.prefix()))) {
      producer.initTransactions();
      for (int i = 1; i <= 3; i++) {
        producer.beginTransaction();
        produce(producer, 10);
        producer.commitTransaction();
        assertThat(count()).isEqualTo(10L * i);
      }
      producer.beginTransaction();
      produce(producer, 10);
      producer.abortTransaction();

      assertThat(count()).isEqualTo(30);
    }
    assertThat(queries.measurements()).containsEntry("freshness_timeouts_total", 0.0);
  }

  @Test
  void historyStaysReadableWhileKafkaIsDown() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      produce(producer, 10);
      assertThat(count()).isEqualTo(10);
      ClusterStores.cluster().stop(Component.KAFKA);
      try {
        assertThat(count()).isEqualTo(10);
        assertThat(count()).isEqualTo(10);
      } finally {
        ClusterStores.cluster().start(Component.KAFKA);
      }
      produce(producer, 10);
      countsAgain(20);
    }
  }
}
