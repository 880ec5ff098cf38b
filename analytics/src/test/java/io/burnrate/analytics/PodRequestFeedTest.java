package io.burnrate.analytics;

import static io.burnrate.analytics.OneMinute.START;
import static io.burnrate.analytics.OneMinute.dcgm;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.OwnerShare;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of pods, over a real store. */
class PodRequestFeedTest {
  private static final Instant NOW = Instant.ofEpochMilli(START);

  @TempDir private Path folder;
  private Store store = DuckDb.create(DuckDbConfig.at(Path.of("unused")), () -> NOW);
  private final PodRequests requests = new PodRequests();

  @BeforeEach
  void open() {
    store = DuckDb.create(DuckDbConfig.at(folder), () -> NOW);
    store.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void tell(String pod, int secondsAgo, String request) {
    RowBatch.Builder rows = RowBatch.builder(Tables.METADATA, "test", 1);
    int row = rows.addRow();
    rows.set(row, "time_ms", START - secondsAgo * 1_000L).set(row, "entity", "lab/t/" + pod);
    rows.set(row, "kind", "pod").set(row, "gpu_request", request).set(row, "attributes", "{}");
    store.append(rows.build()).toCompletableFuture().join();
  }

  /** What the reading's pods ask for. */
  private List<Double> asked(String... pods) {
    return askedAt(0, pods);
  }

  private List<Double> askedAt(int second, String... pods) {
    GpuObservation reading = ObservationReader.read(dcgm(second).pods(pods).rows()).get(0);
    GpuPart part = requests.complete(reading).parts().get(0);
    return part.owners().stream().map(OwnerShare::requestedRatio).toList();
  }

  @Test
  void whatWasToldBeforeIsReadBackAndWhatComesIsFollowed() throws InterruptedException {
    tell("a-0", 7_200, "0.5|||a|");
    tell("a-0", 3_600, "0.25|||a|");
    tell("b-0", 7_200, "0.5|||b|");
    tell("b-0", 3_600, "");
    tell("c-0", 27 * 3_600, "0.5|||c|");
    PodRequestFeed feed = new PodRequestFeed(store, requests);
    feed.start(NOW);
    // b took its annotation away, and c has not been told of for more than a day.
    assertThat(asked("t/a", "t/b", "t/c")).containsExactly(0.25, Double.NaN, Double.NaN);
    tell("b-0", 10, "0.75|||b|");
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (Double.isNaN(asked("t/b").get(0)) && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(asked("t/a", "t/b")).containsExactly(0.25, 0.75);
    feed.tick(NOW.plus(PodRequests.KEEP).plusSeconds(60));
    assertThat(asked("t/a", "t/b")).containsExactly(Double.NaN, Double.NaN);
    feed.close();
  }

  /** Readings of the last 24 hours may be read back, and each may need a row of 26 hours before. */
  @Test
  void whatHeldForTheOldestReadingIsReadBackToo() {
    tell("a-0", 49 * 3_600, "0.5|||a|");
    tell("b-0", 51 * 3_600, "0.5|||b|");
    PodRequestFeed feed = new PodRequestFeed(store, requests);
    feed.start(NOW);
    feed.tick(NOW);
    assertThat(askedAt(-24 * 3_600, "t/a", "t/b")).containsExactly(0.5, Double.NaN);
    assertThat(asked("t/a")).containsExactly(Double.NaN);
    feed.close();
  }

  @Test
  void ofTooManyPodsThoseToldOfLastAreKnown() {
    tell("old-0", 7_200, "0.5|||old|");
    RowBatch.Builder rows = RowBatch.builder(Tables.METADATA, "test", PodRequests.MAX_PODS);
    for (int i = 0; i < PodRequests.MAX_PODS; i++) {
      int row = rows.addRow();
      rows.set(row, "time_ms", START - 3_600_000L).set(row, "entity", "lab/t/p" + i + "-0");
      rows.set(row, "kind", "pod").set(row, "gpu_request", "0.25|||p|");
      rows.set(row, "attributes", "{}");
    }
    store.append(rows.build()).toCompletableFuture().join();
    PodRequestFeed feed = new PodRequestFeed(store, requests);
    feed.start(NOW);
    assertThat(asked("t/old", "t/p0", "t/p99999")).containsExactly(Double.NaN, 0.25, 0.25);
    feed.close();
  }

  @Test
  void aStoreThatDoesNotAnswerIsAskedAgain() {
    tell("a-0", 3_600, "0.25|||a|");
    TestingSharedStore silent = new TestingSharedStore(store, 1, () -> NOW);
    silent.failQueries(1);
    PodRequestFeed feed = new PodRequestFeed(silent, requests);
    feed.start(NOW);
    assertThat(asked("t/a")).containsExactly(Double.NaN);
    feed.tick(NOW.plusSeconds(59));
    feed.tick(NOW.plusSeconds(60));
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (Double.isNaN(asked("t/a").get(0)) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(asked("t/a")).containsExactly(0.25);
    feed.close();
  }
}
