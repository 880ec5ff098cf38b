package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store says of a real cluster on which bootstrap did not do its part. */
@Tag("slow")
class MissingPartsIT {
  private static final String REMEDY = "run burnrate bootstrap --config FILE";

  private static int installations;

  private final String prefix = "missing" + installations++;
  @TempDir Path spool;

  private PinotConfig config() {
    RunningCluster cluster = RunningCluster.shared();
    return new PinotConfig(
        cluster.controller(),
        List.of(cluster.broker()),
        Map.of(),
        new PinotConfig.Kafka(cluster.bootstrapServers(), Map.of(), Duration.ofSeconds(2)),
        prefix,
        2,
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(8),
        new PinotConfig.Spool(spool, 1 << 20),
        Map.of());
  }

  private void bootstrap(Table table) {
    new PinotBootstrap(config(), List.of(table)).run(line -> {});
  }

  @AfterEach
  void drop() {
    new PinotBootstrap(config(), List.of(Tables.SPANS)).drop(line -> {});
  }

  /** What opening fails with. */
  private String refusal() {
    try (Store store = Pinot.create(config(), InstantSource.system())) {
      BurnrateException failure = catchThrowableOfType(BurnrateException.class, store::open);
      assertThat(failure).isNotNull();
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED);
      return String.valueOf(failure.getMessage());
    }
  }

  private PinotStore open() {
    PinotStore store =
        new PinotStore(config(), FlowLimits.DEFAULT, InstantSource.system(), () -> {});
    store.open();
    return store;
  }

  @Test
  void withoutTopicsAndTablesItDoesNotOpenAndSaysWhatHelps() {
    assertThat(refusal())
        .contains("topic " + prefix + "_gpu_samples is missing: " + REMEDY)
        .contains("table " + prefix + "_ledger is missing in Pinot: " + REMEDY);
  }

  @Test
  void withAnOlderSchemaItDoesNotOpenAndSaysWhatHelps() {
    Table.Builder older = Table.named("spans").time("time_ms").key("trace_id", "span_id");
    bootstrap(older.dimension("service", "name").build());

    assertThat(refusal())
        .contains("table " + prefix + "_spans in Pinot lacks the column model: " + REMEDY);
  }

  @Test
  void aTableThatGoesMissingIsToldAndRowsArriveWhenItIsBack() throws Exception {
    bootstrap(Tables.SPANS);
    try (PinotStore store = open()) {
      Replicas.await(store.append(Replicas.spans("a", 5, 0)));
      assertThat(Replicas.count(store)).isEqualTo(5);
      new PinotTables(config(), new Controller(config())).delete(Tables.SPANS);

      Replicas.until(() -> fails(store));
      assertThat(store.health().ok()).isFalse();
      Replicas.await(store.append(Replicas.spans("a", 5, 5)));
      bootstrap(Tables.SPANS);

      Replicas.until(() -> !fails(store));
      assertThat(Replicas.count(store)).isEqualTo(10);
      Replicas.until(() -> store.health().ok());
    }
  }

  private static boolean fails(PinotStore store) {
    try {
      Replicas.count(store);
      return false;
    } catch (BurnrateException e) {
      assertThat(e.code().retryable()).isTrue();
      return true;
    }
  }

  @Test
  void aTopicThatGoesMissingIsToldAndRowsWaitOnDiskUntilItIsBack() throws Exception {
    bootstrap(Tables.SPANS);
    try (PinotStore store = open();
        Topics topics = new Topics(config())) {
      Replicas.await(store.append(Replicas.spans("a", 5, 0)));
      assertThat(Replicas.count(store)).isEqualTo(5);
      new PinotBootstrap(config(), List.of(Tables.SPANS)).drop(line -> {});
      Replicas.until(() -> topics.partitions(Tables.SPANS).isEmpty());

      Replicas.await(store.append(Replicas.spans("a", 2, 5)));
      Replicas.until(() -> !store.health().ok());
      Replicas.until(() -> store.health().reason().contains(prefix + "_spans"));
      bootstrap(Tables.SPANS);

      Replicas.until(() -> store.measurements().getOrDefault("spool_records", -1.0) == 0);
      Replicas.until(() -> !fails(store));
      assertThat(Replicas.count(store)).isEqualTo(2);
      Replicas.until(() -> store.health().ok());
    }
  }
}
