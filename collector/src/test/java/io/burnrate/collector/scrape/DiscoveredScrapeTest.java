package io.burnrate.collector.scrape;

import static io.burnrate.collector.Patience.await;
import static io.burnrate.collector.Patience.waitFor;
import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.Access;
import io.burnrate.collector.discovery.Finding;
import io.burnrate.collector.discovery.Job;
import io.burnrate.collector.discovery.Limits;
import io.burnrate.collector.discovery.RelabelAction;
import io.burnrate.collector.discovery.RelabelRule;
import io.burnrate.collector.discovery.SecretText;
import io.burnrate.collector.discovery.TlsFiles;
import io.burnrate.collector.sources.DroppedTarget;
import io.burnrate.domain.Secret;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in a running scraper: who is found, how it is asked, what is refused. */
class DiscoveredScrapeTest {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final String PAGE =
      line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42) + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 9);

  private final KeptRows store = new KeptRows();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Set<String> asked = new ConcurrentSkipListSet<>();
  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Surroundings around =
      Surroundings.of(vertx, registry, InstantSource.fixed(Instant.EPOCH.plusSeconds(1)));

  @SuppressWarnings("NullAway.Init")
  private Scraper scraper;

  @AfterEach
  void close() throws Exception {
    if (scraper != null) {
      await(scraper.stop());
    }
    await(vertx.close());
  }

  @Test
  void aFileThatChangesBringsAndTakesTargetsAndABrokenOneChangesNothing() throws Exception {
    int port = serve(PAGE);
    Path file = folder.resolve("one.json");
    write(file, "[{\"targets\":[\"127.0.0.1:%d\"],\"labels\":{\"pool\":\"a\"}}]".formatted(port));
    start(job(new Finding.Files(List.of(folder + "/*.json"), Duration.ofMillis(50))));
    waitFor(() -> strings("pool").contains("a"));
    write(file, "[{\"targets\":[\"127.0.0.1:%d\"],\"labels\":{\"pool\":\"b2\"}}]".formatted(port));
    waitFor(() -> strings("pool").contains("b2"));
    write(file, "[{\"targets\": oops");
    waitFor(() -> failures("malformed") >= 1);
    int before = store.of(Tables.SCRAPES).size();
    waitFor(() -> store.of(Tables.SCRAPES).size() > before + 2);
    assertThat(scraper.targets()).hasSize(1);
    Path other = folder.resolve("two.json");
    write(other, "[{\"targets\":[\"127.0.0.1:%d\"]}]".formatted(serve(PAGE)));
    waitFor(() -> scraper.targets().size() == 2);
    Files.delete(file);
    Files.delete(other);
    waitFor(() -> scraper.targets().isEmpty());
    int last = store.of(Tables.SCRAPES).size();
    Thread.sleep(3 * INTERVAL.toMillis());
    assertThat(store.of(Tables.SCRAPES).size()).isLessThanOrEqualTo(last + 2);
  }

  @Test
  void yamlGroupsAreReadAsPrometheusWritesThem() throws Exception {
    int port = serve(PAGE);
    write(
        folder.resolve("sd.yml"),
        "- targets:\n  - 127.0.0.1:%d\n  labels:\n    pool: y\n    rack: 7\n".formatted(port));
    start(job(new Finding.Files(List.of(folder + "/sd.yml"), Duration.ofMillis(50))));
    waitFor(() -> strings("pool").contains("y"));
    assertThat(scraper.targets().get(0).labels())
        .containsEntry("rack", "7")
        .containsEntry("job", "gpus")
        .containsEntry("instance", "127.0.0.1:" + port);
    assertThat(scraper.targets().get(0).discovered())
        .containsEntry("__meta_filepath", folder + "/sd.yml")
        .containsEntry("__address__", "127.0.0.1:" + port);
  }

  @Test
  void anAddressThatFailsKeepsTheLastList() throws Exception {
    int port = serve(PAGE);
    AtomicReference<String> list =
        new AtomicReference<>("[{\"targets\":[\"127.0.0.1:" + port + "\"]}]");
    Set<String> headers = new ConcurrentSkipListSet<>();
    int directory =
        serve(
            new HttpServerOptions(),
            request -> {
              headers.add(request.getHeader("X-Prometheus-Refresh-Interval-Seconds"));
              String now = Objects.requireNonNull(list.get());
              request
                  .response()
                  .setStatusCode(now.isEmpty() ? 503 : 200)
                  .putHeader("Content-Type", "application/json; charset=utf-8")
                  .end(now);
            });
    start(
        job(
            new Finding.Http(
                "http://127.0.0.1:" + directory + "/t", Duration.ofMillis(60), Access.DEFAULT)));
    waitFor(() -> scraper.targets().size() == 1);
    list.set("");
    waitFor(() -> failures("status") >= 2);
    list.set("{\"no\":\"list\"}");
    waitFor(() -> failures("malformed") >= 2);
    assertThat(scraper.targets()).hasSize(1);
    list.set("[]");
    waitFor(() -> scraper.targets().isEmpty());
    assertThat(headers).containsExactly("1");
    assertThat(around.sources().of("discovery", "gpus").lastFailure()).isNotNull();
  }

  @Test
  void rulesForSeriesRenameDropAndAreCounted() throws Exception {
    String page =
        PAGE + line("DCGM_FI_DEV_GPU_TEMP", "GPU-1", "", 50) + "my_watts{UUID=\"GPU-1\"} 300\n";
    Job job =
        job(
            Limits.DEFAULT,
            Access.DEFAULT,
            List.of(
                rule(RelabelAction.DROP, "__name__", "DCGM_FI_DEV_GPU_TEMP", "", ""),
                rule(
                    RelabelAction.REPLACE,
                    "__name__",
                    "my_watts",
                    "__name__",
                    "DCGM_FI_DEV_POWER_USAGE"),
                rule(RelabelAction.REPLACE, "UUID", "(.*)", "pool", "of-$1")),
            fixed(serve(page)));
    start(job);
    waitFor(() -> store.of(Tables.GPU_SAMPLES).size() >= 4);
    assertThat(store.of(Tables.GPU_SAMPLES))
        .allSatisfy(
            batch -> {
              assertThat(Pages.row(batch, 0))
                  .containsEntry("power_watts", 300.0)
                  .containsEntry("gpu_util_ratio", 0.42)
                  .containsEntry("pool", "of-GPU-1")
                  .doesNotContainKey("gpu_temperature_celsius");
              assertThat(batch.rows()).isEqualTo(1);
            });
    assertThat(registry.get("burnrate.scrape.dropped.lines").counter().count()).isPositive();
    assertThat(registry.get("burnrate.scrape.template.hits").counter().count()).isPositive();
  }

  @Test
  void aPageAboveALimitIsRefusedWhole() throws Exception {
    start(limited(new Limits(1, 0, 0, 0, 0, 1 << 20)));
    waitFor(() -> strings("error").contains("2 samples, above sampleLimit 1"));
    assertThat(store.of(Tables.GPU_SAMPLES)).isEmpty();
    assertThat(registry.get("burnrate.scrape.pages").tag("result", "sampleLimit").counter().count())
        .isPositive();
    assertThat(around.sources().of("scrape", scraper.targets().get(0).url()).lastFailure())
        .isNotNull();
  }

  @Test
  void longLabelsAreRefused() throws Exception {
    start(limited(new Limits(0, 0, 0, 12, 0, 1 << 20)));
    waitFor(
        () ->
            strings("error").stream().anyMatch(each -> each.contains("labelValueLengthLimit 12")));
    assertThat(store.of(Tables.GPU_SAMPLES)).isEmpty();
  }

  @Test
  void aJobWithTooManyTargetsScrapesNone() throws Exception {
    int one = serve(PAGE);
    int two = serve(PAGE);
    start(
        job(
            new Limits(0, 0, 0, 0, 1, 1 << 20),
            Access.DEFAULT,
            List.of(),
            new Finding.Fixed(List.of("127.0.0.1:" + one, "127.0.0.1:" + two, "a/b"), Map.of())));
    waitFor(() -> strings("error").contains("job has 2 targets, above targetLimit 1"));
    assertThat(asked).isEmpty();
    assertThat(scraper.found().dropped())
        .extracting(DroppedTarget::reason)
        .containsExactly("badAddress");
    assertThat(
            registry
                .get("burnrate.discovery.dropped.targets")
                .tag("reason", "badAddress")
                .gauge()
                .value())
        .isEqualTo(1);
  }

  @Test
  void thePodThatHoldsAGpuIsThePagesToSay() throws Exception {
    String page =
        """
        DCGM_FI_DEV_GPU_UTIL{UUID="GPU-1",pod="train-0",namespace="ml",container="c"} 42
        DCGM_FI_DEV_GPU_UTIL{UUID="GPU-2",pod=""} 1
        DCGM_FI_DEV_GPU_UTIL{UUID="GPU-3",Hostname="exporter-x"} 1
        """;
    Finding exporter =
        new Finding.Fixed(
            List.of("127.0.0.1:" + serve(page)),
            Map.of("pod", "exporter-x", "namespace", "gpu-operator", "node", "node-7"));
    start(job(exporter));
    waitFor(() -> !store.of(Tables.GPU_SAMPLES).isEmpty());
    assertThat(Pages.row(store.of(Tables.GPU_SAMPLES).get(0), 0))
        .containsEntry("namespace", "ml")
        .containsEntry("owners", "ml/train/train-0/c");
    assertThat(Pages.row(store.of(Tables.GPU_SAMPLES).get(0), 1)).doesNotContainKey("owners");
    assertThat(Pages.row(store.of(Tables.GPU_SAMPLES).get(0), 2))
        .doesNotContainKey("owners")
        .containsEntry("node", "node-7");
  }

  @Test
  void passwordsAndTokensAreSentAndReadAnew() throws Exception {
    Set<String> seen = new ConcurrentSkipListSet<>();
    int port =
        serve(
            new HttpServerOptions(),
            request -> {
              String given = String.valueOf(request.getHeader("Authorization"));
              seen.add(given + " " + request.getHeader("X-Scope"));
              boolean right = given.equals("Bearer two") || given.equals("Basic dTpw");
              request.response().setStatusCode(right ? 200 : 401).end(PAGE);
            });
    Path file = folder.resolve("token");
    write(file, "one\n");
    Access bearer =
        new Access(
            "",
            SecretText.NONE,
            new SecretText(Secret.NONE, file.toString()),
            Map.of("X-Scope", "gpu"),
            TlsFiles.DEFAULT,
            true);
    start(job(Limits.DEFAULT, bearer, List.of(), fixed(port)));
    waitFor(() -> strings("error").contains("status 401: the target wants other credentials"));
    write(file, "two\n");
    waitFor(() -> !store.of(Tables.GPU_SAMPLES).isEmpty());
    assertThat(seen).containsExactly("Bearer one gpu", "Bearer two gpu");
    Files.delete(file);
    waitFor(() -> strings("error").stream().anyMatch(each -> each.contains("no such file")));
    await(scraper.stop());
    Access basic =
        new Access(
            "u",
            new SecretText(new Secret("p"), ""),
            SecretText.NONE,
            Map.of(),
            TlsFiles.DEFAULT,
            true);
    start(job(Limits.DEFAULT, basic, List.of(), fixed(port)));
    waitFor(() -> seen.contains("Basic dTpw null"));
  }

  @Test
  void aRedirectIsFollowedAndCredentialsStayAtHome() throws Exception {
    Set<String> seen = new ConcurrentSkipListSet<>();
    int end =
        serve(
            new HttpServerOptions(),
            request -> {
              seen.add(String.valueOf(request.getHeader("Authorization")));
              request.response().end(PAGE);
            });
    int port =
        serve(
            new HttpServerOptions(),
            request ->
                request
                    .response()
                    .setStatusCode(302)
                    .putHeader("Location", "http://127.0.0.1:" + end + "/m")
                    .end());
    Access bearer =
        new Access(
            "",
            SecretText.NONE,
            new SecretText(new Secret("mine"), ""),
            Map.of(),
            TlsFiles.DEFAULT,
            true);
    start(job(Limits.DEFAULT, bearer, List.of(), fixed(port)));
    waitFor(() -> !store.of(Tables.GPU_SAMPLES).isEmpty());
    assertThat(seen).containsExactly("null");
  }

  private static RelabelRule rule(
      RelabelAction action, String source, String regex, String target, String replacement) {
    return new RelabelRule(
        new RelabelRule.Parts(action, List.of(source), ";", regex, 0, target, replacement));
  }

  private Job limited(Limits limits) throws Exception {
    return job(limits, Access.DEFAULT, List.of(), fixed(serve(PAGE)));
  }

  private static void write(Path file, String text) throws Exception {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Finding fixed(int port) {
    return new Finding.Fixed(List.of("127.0.0.1:" + port), Map.of());
  }

  private static Job job(Finding finding) {
    return job(Limits.DEFAULT, Access.DEFAULT, List.of(), finding);
  }

  private static Job job(
      Limits limits, Access access, List<RelabelRule> metricRelabel, Finding finding) {
    return new Job(
        "gpus",
        INTERVAL,
        Duration.ofSeconds(5),
        "http",
        "/metrics",
        Map.of(),
        false,
        true,
        limits,
        access,
        List.of(finding),
        List.of(),
        metricRelabel);
  }

  private void start(Job job) throws Exception {
    ScrapeConfig config =
        new ScrapeConfig(INTERVAL, Duration.ofSeconds(5), 1 << 20, List.of(), List.of(job));
    scraper = Scraper.create(config, store, around);
    await(scraper.start());
  }

  private int serve(String page) throws Exception {
    return serve(new HttpServerOptions(), request -> request.response().end(page));
  }

  private int serve(HttpServerOptions options, Handler<HttpServerRequest> handler)
      throws Exception {
    HttpServer server = vertx.createHttpServer(options);
    server.requestHandler(
        request -> {
          asked.add(request.absoluteURI());
          handler.handle(request);
        });
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  private Set<String> strings(String column) {
    return store.of(Tables.SCRAPES).stream()
        .map(batch -> String.valueOf(Pages.row(batch, 0).get(column)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private double failures(String reason) {
    var counter = registry.find("burnrate.discovery.failures").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }
}
