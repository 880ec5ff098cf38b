package io.burnrate.collector.otlp;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.AppendStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A receiver on a port of its own, and a client for it. */
final class RunningReceiver implements AutoCloseable {
  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";

  /** The receiver's time. */
  static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Sources sources;
  final OtlpReceiver receiver;
  final int port;
  final int grpcPort;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RunningReceiver(AppendStore store, long maxBodyBytes) {
    OtlpConfig config = OtlpConfig.LOCAL.limitedTo(maxBodyBytes);
    Surroundings around = Surroundings.of(vertx, registry, InstantSource.fixed(NOW));
    sources = around.sources();
    receiver = OtlpReceiver.create(config, store, around);
    try {
      OtlpReceiver.Ports ports = receiver.start().await(10, TimeUnit.SECONDS);
      port = ports.http();
      grpcPort = ports.grpc();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  RunningReceiver(AppendStore store) {
    this(store, OtlpConfig.DEFAULT.maxBodyBytes());
  }

  HttpRequest.Builder request(String path, String contentType) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", contentType);
  }

  HttpResponse<byte[]> post(String contentType, byte[] body) {
    return send(request("/v1/traces", contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> postJson(String body) {
    return post(JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  double count(String metric, String tag, String value) {
    return registry.get(metric).tag(tag, value).counter().count();
  }

  double inFlightBytes() {
    return registry.get("burnrate.otlp.inflight.bytes").gauge().value();
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    try {
      receiver.stop().await(10, TimeUnit.SECONDS);
      vertx.close().await(10, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
