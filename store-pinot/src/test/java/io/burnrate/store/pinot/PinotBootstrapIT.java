package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real Pinot and Kafka. */
class PinotBootstrapIT {
  private static final Table EVENTS = events().build();

  private static int installations;

  private final String prefix = "boot" + installations++;

  private static Table.Builder events() {
    return Table.named("events").time("time_ms").key("id").dimension("pool").metricDouble("watts");
  }

  private PinotConfig config(int partitions) {
    RunningCluster cluster = RunningCluster.shared();
    return config(cluster.controller(), cluster.bootstrapServers(), partitions);
  }

  private PinotConfig config(URI controller, String kafka, int partitions) {
    return new PinotConfig(
        controller,
        List.of(RunningCluster.shared().broker()),
        Map.of(),
        new PinotConfig.Kafka(kafka, Map.of(), Duration.ofSeconds(5)),
        prefix,
        partitions,
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        new PinotConfig.Spool(Path.of("unused"), 0),
        Map.of("events", Duration.ofDays(7)));
  }

  private PinotBootstrap bootstrap(Table table) {
    return new PinotBootstrap(config(2), List.of(table));
  }

  private List<String> run(Table table) {
    return bootstrap(table).run(line -> {});
  }

  @AfterEach
  void drop() {
    bootstrap(EVENTS).drop(line -> {});
  }

  private static BurnrateException failureOf(Runnable work) {
    BurnrateException failure = catchThrowableOfType(BurnrateException.class, work::run);
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void whatIsMissingIsMadeAndSaidAndASecondRunChangesNothing() {
    List<String> progress = new ArrayList<>();
    assertThat(bootstrap(EVENTS).check())
        .containsExactly(
            "topic " + prefix + "_events is missing: run burnrate bootstrap --config FILE",
            "table "
                + prefix
                + "_events is missing in Pinot: run burnrate bootstrap --config FILE");

    assertThat(bootstrap(EVENTS).run(progress::add))
        .containsExactly(
            "created topic " + prefix + "_events (2 partitions)",
            "created schema " + prefix + "_events (4 columns)",
            "created table " + prefix + "_events");
    assertThat(progress).contains("created table " + prefix + "_events");
    assertThat(bootstrap(EVENTS).check()).isEmpty();
    assertThat(run(EVENTS)).isEmpty();
  }

  @Test
  void everyTableOfOursIsTakenByPinotAndFoundUnchanged() {
    PinotBootstrap all = PinotBootstrap.create(config(1));

    assertThat(all.run(line -> {})).hasSize(3 * Tables.ALL.size());
    assertThat(all.run(line -> {})).isEmpty();
    assertThat(all.check()).isEmpty();
    assertThat(all.drop(line -> {})).hasSize(3 * Tables.ALL.size());
    assertThat(all.drop(line -> {})).isEmpty();
  }

  @Test
  void aNewColumnIsAnUpgradeAndAnOlderVersionStillRunsAfterIt() {
    run(EVENTS);
    Table newer = events().dimension("node").metricLong("count").build();
    assertThat(bootstrap(newer).check())
        .containsExactly(
            "table "
                + prefix
                + "_events in Pinot lacks the column node"
                + ": run burnrate bootstrap --config FILE",
            "table "
                + prefix
                + "_events in Pinot lacks the column count"
                + ": run burnrate bootstrap --config FILE");

    List<String> changes = run(newer);

    assertThat(changes).contains("added to schema " + prefix + "_events: node, count");
    assertThat(bootstrap(newer).check()).isEmpty();
    assertThat(run(newer)).isEmpty();
    assertThat(bootstrap(EVENTS).check()).isEmpty();
  }

  @Test
  void partitionsAreMadeMoreButNeverFewer() {
    run(EVENTS);
    PinotBootstrap more = new PinotBootstrap(config(3), List.of(EVENTS));

    assertThat(more.run(line -> {}))
        .contains("raised topic " + prefix + "_events from 2 to 3 partitions");
    assertThat(more.check()).isEmpty();
    BurnrateException refused = failureOf(() -> run(EVENTS));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused)
        .hasMessage(
            "topic "
                + prefix
                + "_events has 3 partitions, store.partitions is 2:"
                + " partitions are never made fewer; set store.partitions: 3");
  }

  @Test
  void aColumnOfAnotherTypeIsRefusedWithTheRemedy() {
    run(EVENTS);
    Table other =
        Table.named("events")
            .time("time_ms")
            .key("id")
            .dimension("pool")
            .metricLong("watts")
            .build();

    BurnrateException refused = failureOf(() -> run(other));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused)
        .hasMessageContaining("column watts is DOUBLE instead of LONG")
        .hasMessageContaining("another store.prefix");
  }

  @Test
  void anotherIdentityIsRefusedWithTheRemedy() {
    run(EVENTS);
    Table other =
        Table.named("events").time("time_ms").key("id", "pool").metricDouble("watts").build();

    BurnrateException refused = failureOf(() -> run(other));

    assertThat(refused)
        .hasMessageContaining(
            "rows are told apart by [\"time_ms\",\"id\"] instead of [\"time_ms\",\"id\",\"pool\"]")
        .hasMessageContaining("another store.prefix");
  }

  @Test
  void severalProcessesMayBootstrapAtOnce() {
    List<CompletableFuture<List<String>>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(CompletableFuture.supplyAsync(() -> run(EVENTS), task -> new Thread(task).start()));
    }

    List<String> changes = runs.stream().flatMap(each -> each.join().stream()).toList();

    assertThat(changes)
        .containsOnlyOnce("created topic " + prefix + "_events (2 partitions)")
        .contains("created schema " + prefix + "_events (4 columns)")
        .contains("created table " + prefix + "_events");
    assertThat(run(EVENTS)).isEmpty();
  }

  @Test
  void aControllerThatDoesNotAnswerIsNamed() {
    PinotConfig config =
        config(URI.create("http://127.0.0.1:1"), RunningCluster.shared().bootstrapServers(), 1);

    BurnrateException failure = failureOf(() -> PinotBootstrap.create(config).run(line -> {}));

    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    assertThat(failure)
        .hasMessageStartingWith("store.controller http://127.0.0.1:1 does not answer");
  }

  @Test
  void aKafkaThatDoesNotAnswerIsNamed() {
    PinotConfig config = config(RunningCluster.shared().controller(), "127.0.0.1:1", 1);

    BurnrateException failure = failureOf(() -> PinotBootstrap.create(config).run(line -> {}));

    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    assertThat(failure).hasMessageStartingWith("store.kafka.bootstrapServers 127.0.0.1:1: ");
  }
}
