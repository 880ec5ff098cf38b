package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.await;
import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that takes its time, as a distributed one does while it turns to its spool. */
class SlowStoreTest {
  private static final int TARGETS = 5;

  private final KeptRows store = new KeptRows();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Vertx vertx;
  private Scraper scraper;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request ->
                            request.response().end(line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42)))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    List<ScrapeTarget> targets = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      targets.add(new ScrapeTarget(URI.create("http://127.0.0.1:" + port + "/" + i), Map.of()));
    }
    ScrapeConfig config =
        new ScrapeConfig(Duration.ofMillis(500), Duration.ofSeconds(5), 1_000_000, targets);
    scraper =
        Scraper.create(config, store, Surroundings.of(vertx, registry, InstantSource.system()));
    store.hang(true);
    await(scraper.start());
  }

  @AfterEach
  void close() throws Exception {
    store.hang(false);
    await(scraper.stop());
    await(vertx.close());
  }

  @Test
  void aTargetHasOnePageAndOneScrapeWithTheStoreAtATime() throws Exception {
    waitFor(() -> store.waiting() == 2 * TARGETS);
    waitFor(() -> overlaps() >= 3 * TARGETS);
    assertThat(store.waiting()).isEqualTo(2 * TARGETS);
  }

  /** The distributed store waits 5 s for Kafka before it turns to its disk. */
  @Test
  void anAnswerAfterFiveSecondsIsInTime() throws Exception {
    waitFor(() -> store.waiting() == 2 * TARGETS);
    Thread.sleep(5_200);
    store.hang(false);
    waitFor(() -> store.of(Tables.GPU_SAMPLES).size() >= 2 * TARGETS);
    assertThat(registry.get("burnrate.scrape.append.retries").counter().count()).isZero();
  }

  private double overlaps() {
    return registry.get("burnrate.scrape.overlaps").counter().count();
  }
}
