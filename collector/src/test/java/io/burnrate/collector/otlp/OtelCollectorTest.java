package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Peers;
import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.KeptRows;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real OpenTelemetry Collector passes on what it gets, at first to a store that is away. Its
 * exports, in each encoding, become the same rows as those that were sent to us directly, each
 * once. Skipped where no {@code otelcol} is on the PATH and none is named by the environment
 * variable BURNRATE_OTELCOL.
 */
@Tag("slow")
class OtelCollectorTest {
  private static final int REFUSALS = 4;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private final KeptRows kept = new KeptRows();
  private final KeptRows direct = new KeptRows();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @ParameterizedTest
  @CsvSource({
    "otlp, grpc, 'tls: {insecure: true}'",
    "otlphttp, http, 'encoding: proto'",
    "otlphttp, http, 'encoding: json'"
  })
  void passesEverythingOnOnceAndUnchanged(String exporter, String transport, String setting)
      throws Exception {
    Path binary = Peers.program("otelcol", "BURNRATE_OTELCOL");
    AtomicInteger appends = new AtomicInteger();
    AppendStore awayAtFirst =
        batch ->
            appends.incrementAndGet() <= REFUSALS
                ? CompletableFuture.failedFuture(
                    new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is away"))
                : kept.append(batch);
    int port = freePort();
    try (RunningReceiver running = new RunningReceiver(awayAtFirst);
        RunningReceiver other = new RunningReceiver(direct)) {
      int ours = transport.equals("grpc") ? running.grpcPort : running.port;
      Process process = start(binary, port, exporter, ours, setting);
      try {
        // exports of one batch each: what is refused is refused as a whole
        send(port, other, Signal.TRACES, 0);
        send(port, other, Signal.TRACES, 1);
        send(port, other, Signal.METRICS, 0);
        send(port, other, Signal.LOGS, 0);
        awaitRows(process);
        send(port, other, Signal.METRICS, 1);
        awaitRows(process);
      } finally {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      String refused = transport.equals("grpc") ? "UNAVAILABLE" : "503";
      assertThat(running.count("burnrate.otlp.requests", "status", refused)).isEqualTo(REFUSALS);
    }
    assertThat(kept.rows()).containsExactlyInAnyOrderElementsOf(direct.rows());
  }

  /** To the collector, and to a receiver of ours that is to keep the same. */
  private void send(int port, RunningReceiver other, Signal signal, int number) throws Exception {
    byte[] body = Fuzz.corpus("otlp-" + signal.key()).get(number);
    HttpRequest.Builder toUs = other.request(signal.httpPath(), RunningReceiver.PROTOBUF);
    assertThat(other.send(toUs.POST(BodyPublishers.ofByteArray(body))).statusCode()).isEqualTo(200);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + signal.httpPath()))
            .header("Content-Type", RunningReceiver.PROTOBUF)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        return;
      } catch (ConnectException e) {
        assertThat(System.nanoTime()).as(log()).isLessThan(deadline); // it is starting
        Thread.sleep(50);
      }
    }
  }

  private void awaitRows(Process process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (kept.rows().size() < direct.rows().size()) {
      assertThat(process.isAlive()).as(log()).isTrue();
      assertThat(System.nanoTime()).as(log()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private Process start(Path binary, int port, String exporter, int ours, String setting)
      throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("otelcol.yaml"),
            """
            receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:%1$d"}}}}
            processors: {batch: {timeout: 100ms}}
            exporters:
              %2$s:
                endpoint: "http://127.0.0.1:%3$d"
                compression: gzip
                timeout: 30s
                retry_on_failure: {initial_interval: 100ms, max_interval: 500ms}
                %4$s
            service:
              telemetry: {metrics: {level: none}}
              pipelines:
                traces: {receivers: [otlp], processors: [batch], exporters: [%2$s]}
                metrics: {receivers: [otlp], processors: [batch], exporters: [%2$s]}
                logs: {receivers: [otlp], processors: [batch], exporters: [%2$s]}
            """
                .formatted(port, exporter, ours, setting));
    return new ProcessBuilder(binary.toString(), "--config=" + config)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
