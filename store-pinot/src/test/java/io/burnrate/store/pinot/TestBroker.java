package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A small HTTP server that answers as it is told. */
final class TestBroker implements AutoCloseable {
  static final String STORE_PASSWORD = "changeit";

  private final HttpServer server;
  private final String scheme;
  private final Path trustStore;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body = "{}";
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean stops;
  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private volatile String lastBody = "";
  private volatile @Nullable HttpExchange last;

  TestBroker() {
    this(plain(), "http", Path.of("none"));
  }

  private TestBroker(HttpServer server, String scheme, Path trustStore) {
    this.server = server;
    this.scheme = scheme;
    this.trustStore = trustStore;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private static HttpServer plain() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a certificate of its own for 127.0.0.1, kept in {@code folder}. */
  static TestBroker secure(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, STORE_PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    Path trust = folder.resolve("trust.p12");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", keys.getCertificate("test"));
    try (var out = Files.newOutputStream(trust)) {
      trusted.store(out, STORE_PASSWORD.toCharArray());
    }
    return new TestBroker(server, "https", trust);
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    last = exchange;
    try {
      if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String answer = bodies.getOrDefault(exchange.getRequestURI().getPath(), body);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (stops) {
      exchange.getResponseBody().write(bytes, 0, 1);
      exchange.getResponseBody().flush();
      return;
    }
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  void answer(int newStatus, String newBody) {
    status = newStatus;
    body = newBody;
  }

  /** To one path, as long as the status is a good one. */
  void answerAt(String path, String newBody) {
    bodies.put(path, newBody);
  }

  /** Whether answers stop behind the headers and the first byte. */
  void stop(boolean whether) {
    stops = whether;
  }

  void delay(Duration newDelay) {
    delay = newDelay;
  }

  URI address() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  Path trustStore() {
    return trustStore;
  }

  int requests() {
    return requests.get();
  }

  String lastBody() {
    return lastBody;
  }

  @Nullable String header(String name) {
    HttpExchange exchange = last;
    return exchange == null ? null : exchange.getRequestHeaders().getFirst(name);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
