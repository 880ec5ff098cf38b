package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.await;
import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.TestingSharedStore;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that scrape the same targets over real HTTP into one real store. */
class SharedScrapeTest {
  private static final int SHARDS = 6;
  private static final int TARGETS = 10;

  @TempDir private Path folder;
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final List<Scraper> started = new ArrayList<>();
  private final InstantSource clock = InstantSource.system();
  private final List<ScrapeTarget> targets = new ArrayList<>();
  private Vertx vertx;
  private Store below;
  private TestingSharedStore store;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    below = DuckDb.create(DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)), clock);
    below.open();
    store = new TestingSharedStore(below, SHARDS, clock);
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request -> {
                          count(request.path()).incrementAndGet();
                          request.response().end(line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42));
                        })
                    .listen(0, "127.0.0.1"))
            .actualPort();
    for (int i = 0; i < TARGETS; i++) {
      targets.add(
          new ScrapeTarget(URI.create("http://127.0.0.1:" + port + "/node-" + i), Map.of()));
    }
  }

  @AfterEach
  void close() throws Exception {
    for (Scraper scraper : started) {
      await(scraper.stop());
    }
    store.close();
    below.close();
    await(vertx.close());
  }

  @Test
  void eachTargetIsScrapedByTheHolderOfItsShardOnly() throws Exception {
    SimpleMeterRegistry registryA = new SimpleMeterRegistry();
    SimpleMeterRegistry registryB = new SimpleMeterRegistry();
    Scraper a = start("a", registryA);
    Scraper b = start("b", registryB);
    Set<String> ofA = ownedBy("a");
    Set<String> ofB = ownedBy("b");
    waitFor(() -> scraped(a).equals(ofA) && scraped(b).equals(ofB));
    assertThat(ofA).hasSize(TARGETS - ofB.size()).doesNotContainAnyElementsOf(ofB);
    assertThat(held(registryA)).isEqualTo(ofA.size());
    assertThat(held(registryB)).isEqualTo(ofB.size());

    double pagesOfB = pages(registryB);
    int before = askedInAll();
    waitFor(() -> askedInAll() >= before + 2 * TARGETS);
    assertThat(scraped(a)).isEqualTo(ofA);
    assertThat(scraped(b)).isEqualTo(ofB);
    assertThat(pages(registryB) > pagesOfB).isEqualTo(!ofB.isEmpty());
  }

  @Test
  void whenOneLeavesTheOtherScrapesEverything() throws Exception {
    start("a", new SimpleMeterRegistry());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Scraper b = start("b", registry);
    await(started.remove(0).stop());
    store.settle();
    waitFor(() -> scraped(b).size() == TARGETS);
    assertThat(held(registry)).isEqualTo(TARGETS);
  }

  @Test
  void aTargetThatMovedIsNoLongerScrapedAndItsStateIsNotShown() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Scraper a = start("a", registry);
    waitFor(() -> scraped(a).size() == TARGETS);
    start("b", new SimpleMeterRegistry());
    for (int shard = 0; shard < SHARDS; shard++) {
      store.move(Scraper.GROUP, shard, "b");
    }
    store.settle();
    waitFor(() -> scraped(a).isEmpty());
    waitFor(() -> registry.get("burnrate.scrape.targets").tag("state", "up").gauge().value() == 0);
    assertThat(held(registry)).isZero();
    waitFor(() -> scraped(started.get(1)).size() == TARGETS);
  }

  @Test
  void aTargetTakenOverIsScrapedSoonHoweverLongTheInterval() throws Exception {
    Scraper a = start("a", new SimpleMeterRegistry(), Duration.ofHours(1));
    waitFor(() -> scraped(a).size() == TARGETS);
    Scraper b = start("b", new SimpleMeterRegistry(), Duration.ofHours(1));
    store.fence("a");
    store.settle();
    waitFor(() -> scraped(b).size() == TARGETS);
  }

  private Scraper start(String replica, SimpleMeterRegistry registry) throws Exception {
    return start(replica, registry, Duration.ofMillis(300));
  }

  private Scraper start(String replica, SimpleMeterRegistry registry, Duration interval)
      throws Exception {
    ScrapeConfig config = new ScrapeConfig(interval, Duration.ofSeconds(5), 1_000_000, targets);
    Scraper scraper =
        Scraper.create(config, store.replica(replica), Surroundings.of(vertx, registry, clock));
    started.add(scraper);
    await(scraper.start());
    store.settle();
    return scraper;
  }

  private Set<String> ownedBy(String replica) {
    Set<String> names = new HashSet<>();
    for (ScrapeTarget target : targets) {
      int shard = Shards.of(target.name(), SHARDS);
      if (store.owner(Scraper.GROUP, shard).equals(replica)) {
        names.add(target.name());
      }
    }
    return names;
  }

  private static Set<String> scraped(Scraper scraper) {
    Set<String> names = new HashSet<>();
    scraper.targets().stream()
        .filter(each -> each.last() != null)
        .forEach(each -> names.add(each.url()));
    return names;
  }

  private static double held(SimpleMeterRegistry registry) {
    return registry.get("burnrate.scrape.targets.held").gauge().value();
  }

  private static double pages(SimpleMeterRegistry registry) {
    return registry.get("burnrate.scrape.pages").tag("result", "ok").counter().count();
  }

  private AtomicInteger count(String path) {
    return asked.computeIfAbsent(path, key -> new AtomicInteger());
  }

  private int askedInAll() {
    return asked.values().stream().mapToInt(AtomicInteger::get).sum();
  }
}
