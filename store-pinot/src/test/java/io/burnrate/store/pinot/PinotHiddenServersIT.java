package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of another process are seen at once where servers' admin ports cannot be reached. */
@Tag("slow")
class PinotHiddenServersIT {
  private static final Table SPANS = Tables.SPANS;
  private static final Query COUNT =
      Query.aggregate(
          SPANS,
          new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1_000)),
          List.of(),
          List.of(),
          List.of(Aggregate.countRows("rows")));

  private final ClusterStores place = ClusterStores.empty();
  private final PinotConfig config = place.config();
  private final Names names = new Names(config.prefix());

  @AfterEach
  void drop() {
    place.drop();
  }

  private void seesEachBatchAtOnce(int adminPort) throws Exception {
    place.touch(SPANS);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", config.kafka().bootstrapServers(), "acks", "all");
    try (HiddenServers controller = new HiddenServers(config.controller(), adminPort);
        PinotQueries queries = PinotQueries.create(place.config(controller.address()), names);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      queries.open();
      for (int rows = 1; rows <= 20; rows++) {
        produce(producer, rows);
        assertThat(
                queries
                    .query(COUNT)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS)
                    .longAt(0, "rows"))
            .isEqualTo(rows);
      }
      assertThat(queries.measurements()).containsEntry("freshness_timeouts_total", 0.0);
    }
  }

  private void produce(KafkaProducer<byte[], byte[]> producer, int number) throws Exception {
    RowBatch.Builder batch = RowBatch.builder(SPANS, "test", 1);
    int row = batch.addRow();
    batch.set(row, "time_ms", number).set(row, "trace_id", "t" + number).set(row, "span_id", "s");
    for (RowCodec.Encoded each : new RowCodec().encode(batch.build(), config.partitions())) {
      producer
          .send(new ProducerRecord<>(names.topic(SPANS), each.partition(), null, each.value()))
          .get();
    }
  }

  @Test
  void whereTheyRefuseTheControllerIsAsked() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    seesEachBatchAtOnce(nobody);
  }

  @Test
  void whereTheyAreMuteTheyAreNotWaitedForAgainAndAgain() throws Exception {
    List<Socket> asked = new ArrayList<>();
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread listener = new Thread(() -> accept(mute, asked), "mute-server");
      listener.start();
      long start = System.nanoTime();
      seesEachBatchAtOnce(mute.getLocalPort());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      mute.close();
      listener.join();
      // At first, together with the look that opening takes, and then one try after the other.
      assertThat(asked).hasSizeBetween(1, (int) (4 + seconds / 3));
    } finally {
      for (Socket socket : asked) {
        socket.close();
      }
    }
  }

  private static void accept(ServerSocket server, List<Socket> asked) {
    try {
      while (true) {
        asked.add(server.accept());
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }
}
