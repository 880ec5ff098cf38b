package io.burnrate.collector.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks for pages as one {@link Access} says: with its credentials, headers and trust. What it keeps
 * in files is looked at before each request, on a worker thread. Belongs to one event loop.
 */
public final class Requests {
  /** Connections to one host and port; there each exporter usually is alone. */
  static final int MAX_CONNECTIONS_PER_HOST = 32;

  /** An exporter closes a quiet connection after 10 s; we do it earlier, so as not to collide. */
  private static final int KEEP_ALIVE_SECONDS = 8;

  private static final int MAX_CHUNK_BYTES = 64 << 10;

  /** An answer with more bytes of headers is refused. */
  private static final int MAX_HEADER_BYTES = 64 << 10;

  private static final int MAX_PASSED_BYTES = 64 << 10;

  private final Vertx vertx;
  private final Access access;
  private final HttpClientOptions options;
  private final boolean stored;
  private HttpClientAgent client;
  private List<Long> marks = List.of();

  /** A file that is needed for asking cannot be read. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** What the files hold now. */
  private record Contents(String authorization, List<Long> marks) {}

  public Requests(Vertx vertx, Access access, long timeoutMillis) {
    this.vertx = vertx;
    this.access = access;
    this.stored =
        access.password().stored()
            || access.bearerToken().stored()
            || !access.tls().files().isEmpty();
    this.options =
        new HttpClientOptions()
            .setTracingPolicy(TracingPolicy.ALWAYS)
            .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeoutMillis))
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setPipelining(false)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setTrustAll(access.tls().insecureSkipVerify())
            .setVerifyHost(!access.tls().insecureSkipVerify());
    client = open();
  }

  private HttpClientAgent open() {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_HOST))
        .build();
  }

  /**
   * A GET, connected and not sent yet.
   *
   * @param trusted whether the address is one that the settings name, or of the same origin: only
   *     those get to see credentials and headers
   */
  public Future<HttpClientRequest> get(String url, Map<String, String> headers, boolean trusted) {
    if (!stored) {
      return request(url, headers, trusted, plainAuthorization());
    }
    return vertx
        .executeBlocking(this::contents, false)
        .compose(
            contents -> {
              renew(contents);
              return request(url, headers, trusted, contents.authorization());
            });
  }

  /** Whether redirects are to be followed. */
  public boolean followsRedirects() {
    return access.followRedirects();
  }

  public Future<Void> close() {
    return client.close();
  }

  private Future<HttpClientRequest> request(
      String url, Map<String, String> headers, boolean trusted, String authorization) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url)
            .setFollowRedirects(false)
            .putHeader("User-Agent", "burnrate");
    headers.forEach(options::putHeader);
    if (trusted) {
      access.headers().forEach(options::putHeader);
      if (!authorization.isEmpty()) {
        options.putHeader("Authorization", authorization);
      }
    }
    String name = access.tls().serverName();
    if (!name.isEmpty() && Boolean.TRUE.equals(options.isSsl())) {
      options.setServer(SocketAddress.inetSocketAddress(options.getPort(), options.getHost()));
      options.setHost(name);
    }
    return client.request(options);
  }

  private String plainAuthorization() {
    try {
      return authorization();
    } catch (IOException e) {
      throw new IllegalStateException("there is no file", e);
    }
  }

  private String authorization() throws IOException {
    if (access.bearerToken().present()) {
      return "Bearer " + access.bearerToken().read();
    }
    if (access.username().isEmpty() && !access.password().present()) {
      return "";
    }
    byte[] pair =
        (access.username() + ":" + access.password().read()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private Contents contents() throws UnreadableException {
    try {
      String authorization = authorization();
      List<Long> now = new ArrayList<>();
      for (String file : access.tls().files()) {
        Path path = Path.of(file);
        now.add(Files.getLastModifiedTime(path).toMillis());
        now.add(Files.size(path));
      }
      return new Contents(authorization, now);
    } catch (NoSuchFileException e) {
      throw new UnreadableException("no such file: " + e.getMessage());
    } catch (IOException | InvalidPathException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()));
    }
  }

  /** Takes over certificates and keys that changed, by new connections. */
  private void renew(Contents contents) {
    if (contents.marks().equals(marks)) {
      return;
    }
    marks = contents.marks();
    TlsFiles tls = access.tls();
    if (!tls.caFile().isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(tls.caFile()));
    }
    if (!tls.certFile().isEmpty()) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().setCertPath(tls.certFile()).setKeyPath(tls.keyFile()));
    }
    HttpClientAgent before = client;
    client = open();
    before.shutdown();
  }

  /** Lets an answer end that nobody reads; a long one is cut off. */
  public static void passOver(HttpClientResponse response) {
    AtomicInteger passed = new AtomicInteger();
    response.exceptionHandler(ignored -> {});
    response.handler(
        part -> {
          if (passed.addAndGet(part.length()) > MAX_PASSED_BYTES) {
            response.request().connection().close();
          }
        });
  }

  /** Where {@code location}, as found on {@code url}, leads; null when it is no page of HTTP. */
  public static @Nullable String resolve(String url, @Nullable String location) {
    if (location == null) {
      return null;
    }
    try {
      URI next = new URI(url).resolve(new URI(location));
      boolean http = "http".equals(next.getScheme()) || "https".equals(next.getScheme());
      return http && next.getHost() != null && next.getRawUserInfo() == null
          ? next.toString()
          : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Whether both are at the same scheme, host and port. */
  public static boolean sameOrigin(String url, String other) {
    URI one = URI.create(url);
    URI two = URI.create(other);
    return String.valueOf(one.getScheme()).equals(two.getScheme())
        && HostAndPort.create(String.valueOf(one.getHost()), one.getPort())
            .equals(HostAndPort.create(String.valueOf(two.getHost()), two.getPort()));
  }
}
