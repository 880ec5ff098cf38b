package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.await;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Column;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeIntoDuckDbTest {
  @TempDir private Path directory;

  @Test
  void whatWasScrapedCanBeAsked() throws Exception {
    Vertx vertx = Vertx.vertx();
    AtomicInteger pages = new AtomicInteger();
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(request -> request.response().end(page(pages)))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    InstantSource clock = InstantSource.system();
    Instant start = clock.instant();
    try (Store store =
        DuckDb.create(
            DuckDbConfig.at(directory.resolve("db")).committingEvery(Duration.ofMillis(1)),
            clock)) {
      store.open();
      ScrapeTarget target =
          new ScrapeTarget(URI.create("http://127.0.0.1:" + port + "/metrics"), Map.of());
      Scraper scraper =
          Scraper.create(
              new ScrapeConfig(
                  Duration.ofMillis(200), Duration.ofSeconds(1), 1_000_000, List.of(target)),
              store,
              Surroundings.of(vertx, new SimpleMeterRegistry(), clock));
      await(scraper.start());
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (pages.get() < 5 && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      await(scraper.stop());
      TimeRange range = new TimeRange(start, clock.instant().plusSeconds(1));
      ResultTable samples = ask(store, range, Tables.GPU_SAMPLES, "time_ms", "power_watts");
      ResultTable scrapes = ask(store, range, Tables.SCRAPES, "time_ms", "up");
      assertThat(samples.rows()).isGreaterThanOrEqualTo(4);
      assertThat(scrapes.rows()).isGreaterThanOrEqualTo(samples.rows());
      for (int row = 1; row < samples.rows(); row++) {
        assertThat(samples.doubleAt(row, "power_watts"))
            .isGreaterThan(samples.doubleAt(row - 1, "power_watts"));
      }
    } finally {
      await(vertx.close());
    }
  }

  private static String page(AtomicInteger pages) {
    return line("DCGM_FI_DEV_POWER_USAGE", "GPU-1", ",pod=\"p-0\"", pages.incrementAndGet());
  }

  private static ResultTable ask(Store store, TimeRange range, Table table, String... columns)
      throws Exception {
    List<Column> asked = List.of(columns).stream().map(table::column).toList();
    Query query = Query.rows(table, range, List.of(), asked).orderedBy("time_ms", false);
    return store.query(query).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
