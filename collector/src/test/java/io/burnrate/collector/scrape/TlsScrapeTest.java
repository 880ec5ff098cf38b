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
import io.burnrate.collector.discovery.SecretText;
import io.burnrate.collector.discovery.TlsFiles;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a TLS server whose certificate a CA of our own issued. */
class TlsScrapeTest {
  private static final Duration INTERVAL = Duration.ofMillis(200);

  @TempDir private static Path folder;
  private static Certificates ours;
  private static Certificates others;
  private static Vertx vertx;

  private final KeptRows store = new KeptRows();

  @SuppressWarnings("NullAway.Init")
  private Scraper scraper;

  @BeforeAll
  static void issue() throws Exception {
    vertx = Vertx.vertx();
    ours = new Certificates(Files.createDirectory(folder.resolve("ours")), "ours");
    ours.issue("server", "IP:127.0.0.1");
    ours.issue("named", "DNS:exporter.internal");
    ours.issue("client", "DNS:burnrate");
    others = new Certificates(Files.createDirectory(folder.resolve("others")), "others");
    others.issue("client", "DNS:burnrate");
  }

  @AfterAll
  static void close() throws Exception {
    await(vertx.close());
  }

  @AfterEach
  void stop() throws Exception {
    await(scraper.stop());
  }

  @Test
  void aCertificateOfTheGivenAuthorityIsTrusted() throws Exception {
    scrape(serve("server", ClientAuth.NONE), tls("ca.crt", "", ""));
    waitFor(row -> Objects.equals(row.get("up"), 1L));
  }

  @Test
  void anotherAuthorityIsNotTrusted() throws Exception {
    int port = serve("server", ClientAuth.NONE);
    scrape(port, new TlsFiles(others.file("ca.crt"), "", "", "", false));
    waitFor(row -> error(row).contains("unable to find valid certification path"));
  }

  @Test
  void javasAuthoritiesAreTrustedWithoutAFile() throws Exception {
    scrape(serve("server", ClientAuth.NONE), TlsFiles.DEFAULT);
    waitFor(row -> error(row).contains("unable to find valid certification path"));
  }

  @Test
  void aCertificateForAnotherHostIsNotTaken() throws Exception {
    scrape(serve("named", ClientAuth.NONE), tls("ca.crt", "", ""));
    waitFor(row -> error(row).contains("No subject alternative"));
  }

  @Test
  void theServersNameMayBeGiven() throws Exception {
    int port = serve("named", ClientAuth.NONE);
    scrape(port, new TlsFiles(ours.file("ca.crt"), "", "", "exporter.internal", false));
    waitFor(row -> Objects.equals(row.get("up"), 1L));
  }

  @Test
  void verificationMayBeSwitchedOff() throws Exception {
    scrape(serve("named", ClientAuth.NONE), new TlsFiles("", "", "", "", true));
    waitFor(row -> Objects.equals(row.get("up"), 1L));
  }

  @Test
  void aCertificateOfOurOwnIsShownAndMayBeReplaced() throws Exception {
    Path key = Files.copy(Path.of(others.file("client.key")), folder.resolve("c.key"));
    Path cert = Files.copy(Path.of(others.file("client.crt")), folder.resolve("c.crt"));
    int port = serve("server", ClientAuth.REQUIRED);
    scrape(port, new TlsFiles(ours.file("ca.crt"), cert.toString(), key.toString(), "", false));
    waitFor(row -> Objects.equals(row.get("up"), 0L) && !error(row).isEmpty());
    assertThat(store.of(Tables.GPU_SAMPLES)).isEmpty();
    Files.copy(Path.of(ours.file("client.key")), key, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(Path.of(ours.file("client.crt")), cert, StandardCopyOption.REPLACE_EXISTING);
    waitFor(row -> Objects.equals(row.get("up"), 1L));
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    scrape(serve("server", ClientAuth.NONE), tls("nowhere.crt", "", ""));
    waitFor(row -> error(row).contains("nowhere.crt"));
  }

  private static TlsFiles tls(String ca, String cert, String key) {
    return new TlsFiles(ours.file(ca), cert, key, "", false);
  }

  private static int serve(String certificate, ClientAuth auth) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setClientAuth(auth)
            .setTrustOptions(new PemTrustOptions().addCertPath(ours.file("ca.crt")))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(ours.file(certificate + ".crt"))
                    .setKeyPath(ours.file(certificate + ".key")));
    return await(
            vertx
                .createHttpServer(options)
                .requestHandler(
                    request ->
                        request.response().end(line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42)))
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private void scrape(int port, TlsFiles tls) throws Exception {
    Job job =
        new Job(
            "tls",
            INTERVAL,
            Duration.ofSeconds(5),
            "https",
            "/metrics",
            Map.of(),
            false,
            true,
            Limits.DEFAULT,
            new Access("", SecretText.NONE, SecretText.NONE, Map.of(), tls, true),
            List.of(new Finding.Fixed(List.of("127.0.0.1:" + port), Map.of())),
            List.of(),
            List.of());
    ScrapeConfig config =
        new ScrapeConfig(INTERVAL, Duration.ofSeconds(5), 1 << 20, List.of(), List.of(job));
    scraper =
        Scraper.create(
            config,
            store,
            Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.system()));
    await(scraper.start());
  }

  private static String error(Map<String, Object> row) {
    return String.valueOf(row.getOrDefault("error", ""));
  }

  private void waitFor(Predicate<Map<String, Object>> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (store.of(Tables.SCRAPES).stream().noneMatch(batch -> wanted.test(Pages.row(batch, 0)))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "did not happen within 20 s: "
                + store.of(Tables.SCRAPES).stream().map(b -> Pages.row(b, 0)).limit(3).toList());
      }
      Thread.sleep(5);
    }
  }
}
