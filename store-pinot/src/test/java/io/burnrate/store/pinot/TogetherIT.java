package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.TailStore.Subscription;
import io.burnrate.store.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Kafka hands on three records at a time; readings that belong together still are. */
@Tag("slow")
class TogetherIT {
  private static final Table TABLE = Tables.GPU_SAMPLES;
  private static final int INSTANCES = 7;
  private static final int TIMES = 60;
  private static final int GPUS = 4;

  private final ClusterStores place = ClusterStores.empty(TABLE);
  private final Map<String, List<Long>> order = Collections.synchronizedMap(new HashMap<>());
  private final Map<String, Integer> parts = Collections.synchronizedMap(new HashMap<>());
  @TempDir Path folder;

  @BeforeEach
  void makeTable() {
    place.touch(TABLE);
  }

  @AfterEach
  void drop() {
    place.drop();
  }

  private PinotStore store(String polled) {
    PinotConfig base = place.config();
    PinotConfig config =
        new PinotConfig(
            base.controller(),
            base.brokers(),
            Map.of(),
            new PinotConfig.Kafka(
                base.kafka().bootstrapServers(),
                Map.of("max.poll.records", polled),
                Duration.ofSeconds(5)),
            base.prefix(),
            base.partitions(),
            base.replication(),
            Duration.ofSeconds(40),
            Duration.ofSeconds(30),
            new PinotConfig.Spool(folder, 1 << 20),
            Map.of());
    PinotStore store = new PinotStore(config, FlowLimits.DEFAULT, InstantSource.system(), () -> {});
    store.open();
    return store;
  }

  /** All instances of every GPU at one time, those of one GPU in a row. */
  private static RowBatch scrape(int time) {
    RowBatch.Builder rows = RowBatch.builder(TABLE, "test", GPUS * INSTANCES);
    for (int gpu = 0; gpu < GPUS; gpu++) {
      for (int instance = 0; instance < INSTANCES; instance++) {
        int row = rows.addRow();
        rows.set(row, "time_ms", Replicas.NOON.toEpochMilli() + time)
            .set(row, "gpu_uuid", "GPU-" + gpu)
            .set(row, "mig_instance", "" + instance);
      }
    }
    return rows.build();
  }

  private void note(RowBatch batch) {
    Map<String, Integer> here = new HashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      String gpu = batch.stringAt(TABLE.column("gpu_uuid"), row);
      long time = batch.timeMillisAt(row) - Replicas.NOON.toEpochMilli();
      order.computeIfAbsent(gpu, each -> new ArrayList<>()).add(time);
      here.merge(gpu + " " + time, 1, Integer::sum);
    }
    here.forEach((each, rows) -> parts.merge(each, rows, (one, two) -> -1));
  }

  private void appendAll(PinotStore store) {
    List<CompletionStage<Void>> answers = new ArrayList<>();
    for (int time = 0; time < TIMES; time++) {
      answers.add(store.append(scrape(time)));
    }
    answers.forEach(Replicas::await);
  }

  private void assertThatNothingWasCut(PinotStore store) throws InterruptedException {
    Replicas.until(() -> parts.size() == GPUS * TIMES);
    assertThat(parts.values()).containsOnly(INSTANCES);
    assertThat(store.measurements()).containsEntry("tail_cut_rows_total", 0.0);
    List<Long> wanted = new ArrayList<>();
    for (long time = 0; time < TIMES; time++) {
      wanted.addAll(Collections.nCopies(INSTANCES, time));
    }
    assertThat(order).hasSize(GPUS);
    assertThat(order.values()).allSatisfy(times -> assertThat(times).isEqualTo(wanted));
  }

  @Test
  void aTailGetsTheInstancesOfAGpuTogether() throws Exception {
    try (PinotStore store = store("3");
        Subscription tail = store.tail(TABLE, this::note)) {
      appendAll(store);
      assertThatNothingWasCut(store);

      Instant now = Instant.now();
      Replicas.until(() -> tail.currentAt().isAfter(now));
    }
  }

  @Test
  void aMemberGetsTheInstancesOfAGpuTogether() throws Exception {
    CountDownLatch gained = new CountDownLatch(place.config().partitions());
    Worker worker =
        new Worker() {
          @Override
          public void gained(Shards shards) {
            shards.held().forEach(each -> gained.countDown());
          }

          @Override
          public void lost(Shards shards) {}

          @Override
          public void accept(RowBatch batch) {
            note(batch);
          }
        };
    try (PinotStore store = store("3");
        Membership member = store.join("g", TABLE, worker)) {
      gained.await();
      appendAll(store);
      assertThatNothingWasCut(store);

      Instant now = Instant.now();
      Replicas.until(() -> member.currentAt().isAfter(now));
    }
  }

  @Test
  void theLargestBatchArrivesWholeAndInOrder() throws Exception {
    RowBatch.Builder rows = RowBatch.builder(TABLE, "test", RowBatch.MAX_ROWS);
    for (int i = 0; i < RowBatch.MAX_ROWS; i++) {
      int row = rows.addRow();
      rows.set(row, "time_ms", Replicas.NOON.toEpochMilli() + i / INSTANCES)
          .set(row, "gpu_uuid", "GPU-0")
          .set(row, "mig_instance", "" + i % INSTANCES);
    }
    try (PinotStore store = store("5000");
        Subscription tail = store.tail(TABLE, this::note)) {
      Replicas.await(store.append(rows.build()));
      Replicas.until(() -> order.getOrDefault("GPU-0", List.of()).size() == RowBatch.MAX_ROWS);

      List<Long> wanted = new ArrayList<>();
      for (int i = 0; i < RowBatch.MAX_ROWS; i++) {
        wanted.add((long) (i / INSTANCES));
      }
      assertThat(order.get("GPU-0")).isEqualTo(wanted);
      assertThat(parts.values()).allMatch(each -> each > 0);
      assertThat(tail.currentAt()).isAfter(Instant.EPOCH);
    }
  }
}
