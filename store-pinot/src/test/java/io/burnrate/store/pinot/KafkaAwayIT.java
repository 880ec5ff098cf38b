package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.devcluster.harness.Component;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of rows while the real Kafka is stopped. */
@Tag("slow")
class KafkaAwayIT {
  private static final int SPOOL_BYTES = 64 << 20;

  private final ClusterStores place = ClusterStores.empty();
  private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
  @TempDir Path spool;

  @BeforeEach
  void makeTable() {
    place.touch(Tables.SPANS);
  }

  @AfterEach
  void startKafkaAgain() {
    ClusterStores.cluster().start(Component.KAFKA);
    place.drop();
  }

  private PinotStore store(long spoolBytes) {
    return Replicas.store(place, spool, spoolBytes, FlowLimits.DEFAULT);
  }

  private void note(RowBatch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      seen.add(batch.timeMillisAt(row) - Replicas.NOON.toEpochMilli());
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndTheOrderIsKept() throws Exception {
    try (PinotStore store = store(SPOOL_BYTES)) {
      store.tail(Tables.SPANS, this::note);
      List<CompletionStage<Void>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        if (i == 10) {
          ClusterStores.cluster().stop(Component.KAFKA);
        }
        if (i == 30) {
          Replicas.await(answers.get(20));
          assertThat(store.health().reason()).contains("Kafka");
          assertThat(store.measurements().get("spool_records")).isPositive();
          ClusterStores.cluster().start(Component.KAFKA);
        }
        answers.add(store.append(Replicas.spans("t", 10, 10L * i)));
      }
      answers.forEach(Replicas::await);

      Replicas.until(() -> store.measurements().get("spooling") == 0);
      assertThat(Replicas.count(store)).isEqualTo(400);
      Replicas.until(() -> new LinkedHashSet<>(seen).size() == 400);
      // Rows may come twice; the first time each comes in order.
      assertThat(new LinkedHashSet<>(seen))
          .containsExactlyElementsOf(LongStream.range(0, 400).boxed().toList());
    }
  }

  @Test
  void whatIsSpooledWhenAProcessEndsComesFromTheNextOne() throws Exception {
    try (PinotStore first = store(SPOOL_BYTES)) {
      Replicas.await(first.append(Replicas.spans("t", 5, 0)));
      ClusterStores.cluster().stop(Component.KAFKA);
      Replicas.await(first.append(Replicas.spans("t", 5, 5)));
    }
    ClusterStores.cluster().start(Component.KAFKA);

    try (PinotStore next = store(SPOOL_BYTES)) {
      Replicas.until(() -> next.measurements().get("spool_records") == 0);
      assertThat(Replicas.count(next)).isEqualTo(10);
    }
  }

  @Test
  void whatIsOnItsWayWhenAStoreClosesGoesToTheSpool() throws Exception {
    CompletionStage<Void> answer;
    try (PinotStore first = store(SPOOL_BYTES)) {
      Replicas.await(first.append(Replicas.spans("t", 5, 0)));
      ClusterStores.cluster().stop(Component.KAFKA);
      answer = first.append(Replicas.spans("t", 5, 5));
    }
    Replicas.await(answer);
    ClusterStores.cluster().start(Component.KAFKA);

    try (PinotStore next = store(SPOOL_BYTES)) {
      Replicas.until(() -> next.measurements().get("spooling") == 0);
      assertThat(Replicas.count(next)).isEqualTo(10);
    }
  }

  @Test
  void withoutASpoolSendersAreToldAndTheStoreRecoversByItself() throws Exception {
    try (PinotStore store = store(0)) {
      Replicas.await(store.append(Replicas.spans("t", 5, 0)));
      ClusterStores.cluster().stop(Component.KAFKA);

      assertThat(Replicas.failureOf(store.append(Replicas.spans("t", 5, 5))))
          .isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(store.health().ok()).isFalse();
      ClusterStores.cluster().start(Component.KAFKA);

      Replicas.until(() -> store.measurements().get("spooling") == 0);
      Replicas.await(store.append(Replicas.spans("t", 5, 5)));
      assertThat(Replicas.count(store)).isEqualTo(10);
    }
  }

  @Test
  void aFullSpoolTurnsSendersAway() {
    try (PinotStore store = store(20_000)) {
      ClusterStores.cluster().stop(Component.KAFKA);

      ErrorCode code = null;
      for (int i = 0; code == null && i < 100; i++) {
        try {
          Replicas.await(store.append(Replicas.spans("t" + i, 500, 0)));
        } catch (io.burnrate.domain.BurnrateException e) {
          code = e.code();
          assertThat(e).hasMessageContaining("store.spool");
        }
      }
      assertThat(code).isEqualTo(ErrorCode.OVERLOADED);
    }
  }
}
