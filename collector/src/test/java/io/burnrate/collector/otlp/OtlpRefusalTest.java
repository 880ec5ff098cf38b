package io.burnrate.collector.otlp;

import static io.burnrate.collector.otlp.RunningReceiver.JSON;
import static io.burnrate.collector.otlp.RunningReceiver.PROTOBUF;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.burnrate.collector.http.KeptRows;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, with which status, and in which words. */
class OtlpRefusalTest {
  private static final long SMALL_BYTES = 10_000;
  private static final String HEAD =
      "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private final KeptRows kept = new KeptRows();

  @Test
  void garbageIsA400WithAStatusInProtobuf() throws Exception {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      HttpResponse<byte[]> response = running.post(PROTOBUF, new byte[] {10, 100, 1});
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.headers().firstValue("content-type")).hasValue(PROTOBUF);
      CodedInputStream status = CodedInputStream.newInstance(response.body());
      assertThat(status.readTag()).isEqualTo(1 << 3);
      assertThat(status.readInt32()).isEqualTo(3); // INVALID_ARGUMENT
      assertThat(status.readTag()).isEqualTo(2 << 3 | 2);
      assertThat(status.readString()).startsWith("the body is no ExportTraceServiceRequest");
      assertThat(running.count("burnrate.otlp.requests", "status", "400")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "1",
        "{} {}",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[1]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":NaN}]}]}]}",
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":7}}]}"
      })
  void brokenJsonIsA400WithAStatusInJson(String body) {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      HttpResponse<byte[]> response = running.postJson(body);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.headers().firstValue("content-type")).hasValue(JSON);
      assertThat(RunningReceiver.text(response)).startsWith("{\"code\":3,\"message\":\"the body ");
    }
  }

  @Test
  void otherContentTypesAndEncodingsAreA415() {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      assertThat(running.post("text/plain", new byte[3]).statusCode()).isEqualTo(415);
      HttpResponse<byte[]> zstd =
          running.send(
              running
                  .request("/v1/traces", PROTOBUF)
                  .header("Content-Encoding", "zstd")
                  .POST(BodyPublishers.ofByteArray(new byte[3])));
      assertThat(zstd.statusCode()).isEqualTo(415);
      assertThat(zstd.headers().firstValue("accept-encoding")).hasValue("gzip");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/profiles", "/"})
  void otherPathsAreA404ThatSaysWhatIsTaken(String path) {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      HttpResponse<byte[]> response =
          running.send(running.request(path, JSON).POST(BodyPublishers.ofString("{}")));
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(RunningReceiver.text(response)).contains("taken are spans at /v1/traces");
    }
  }

  @Test
  void otherMethodsAreA405() {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      HttpResponse<byte[]> response = running.send(running.request("/v1/traces", JSON).GET());
      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("allow")).hasValue("POST");
    }
  }

  @Test
  void aBodyOverTheLimitIsA413() {
    try (RunningReceiver running = new RunningReceiver(kept, SMALL_BYTES)) {
      byte[] large = Exports.of(Exports.spans(1_000)).toByteArray();
      assertThat(running.post(PROTOBUF, large).statusCode()).isEqualTo(413);
      HttpResponse<byte[]> chunked =
          running.send(
              running
                  .request("/v1/traces", PROTOBUF)
                  .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));
      assertThat(chunked.statusCode()).isEqualTo(413);
      assertThat(kept.rows()).isEmpty();
    }
  }

  @Test
  void aZipBombIsA413() {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      byte[] bomb = RunningReceiver.gzip(new byte[300 << 20]);
      HttpResponse<byte[]> response =
          running.send(
              running
                  .request("/v1/traces", PROTOBUF)
                  .header("Content-Encoding", "gzip")
                  .POST(BodyPublishers.ofByteArray(bomb)));
      assertThat(response.statusCode()).isEqualTo(413);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLOADED", "STORE_UNREACHABLE", "STORE_FAILED"})
  void aStoreThatMayRecoverIsA503WithRetryAfter(ErrorCode code) {
    AppendStore failing =
        batch -> CompletableFuture.failedFuture(new BurnrateException(code, "not now"));
    try (RunningReceiver running = new RunningReceiver(failing)) {
      HttpResponse<byte[]> response = running.post(PROTOBUF, Exports.bytes(Exports.span(1)));
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).isPresent();
      assertThat(running.count("burnrate.otlp.spans", "result", "accepted")).isZero();
    }
  }

  @Test
  void moreInFlightThanAllowedIsA503UntilThereIsRoom() {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    try (RunningReceiver running = new RunningReceiver(batch -> durable)) {
      byte[] half = Exports.bytes(Exports.span(1).setName("x".repeat(900_000)));
      byte[] large = repeated(half, 70); // about 63 MB of 128 MiB
      var first = CompletableFuture.supplyAsync(() -> running.post(PROTOBUF, large));
      var second = CompletableFuture.supplyAsync(() -> running.post(PROTOBUF, large));
      awaitInFlight(running, 2L * large.length);

      HttpResponse<byte[]> third = running.post(PROTOBUF, large);
      assertThat(third.statusCode()).isEqualTo(503);

      durable.complete(null);
      assertThat(first.join().statusCode()).isEqualTo(200);
      assertThat(second.join().statusCode()).isEqualTo(200);
      awaitInFlight(running, 0);
      assertThat(running.post(PROTOBUF, large).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void stoppingWaitsForWhatIsUnderWay() throws Exception {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    RunningReceiver running = new RunningReceiver(batch -> durable);
    try (running) {
      var sent =
          CompletableFuture.supplyAsync(
              () -> running.post(PROTOBUF, Exports.bytes(Exports.span(1))));
      awaitInFlight(running, 1);
      var stopped = running.receiver.stop();
      assertThat(stopped.isComplete()).isFalse();
      durable.complete(null);
      stopped.await(10, TimeUnit.SECONDS);
      assertThat(sent.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void tellsASenderThatAsksFirstToContinue() {
    try (RunningReceiver running = new RunningReceiver(kept, SMALL_BYTES)) {
      var request =
          running
              .request("/v1/traces", PROTOBUF)
              .expectContinue(true)
              .POST(BodyPublishers.ofByteArray(Exports.bytes(Exports.span(1))));
      assertThat(running.send(request).statusCode()).isEqualTo(200);
      assertThat(kept.rows()).hasSize(1);
    }
  }

  @Test
  void tellsASenderThatAsksFirstThatItsBodyIsTooLarge() throws IOException {
    try (RunningReceiver running = new RunningReceiver(kept, SMALL_BYTES);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port)) {
      write(socket, HEAD + "Content-Length: 10001\r\nExpect: 100-continue\r\n\r\n");
      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 413 ")
          .containsIgnoringCase("\r\nconnection: close\r\n");
    }
  }

  @Test
  void keepsTheConnectionForTheNextRequest() throws IOException {
    try (RunningReceiver running = new RunningReceiver(kept);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port)) {
      write(socket, HEAD + "Content-Length: 1\r\n\r\n{");
      write(socket, HEAD + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
      assertThat(readAll(socket)).contains("HTTP/1.1 400 ").contains("HTTP/1.1 200 ");
    }
  }

  @Test
  void forgetsASenderThatHangsUpInsideItsBody() throws IOException {
    try (RunningReceiver running = new RunningReceiver(kept)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port)) {
        write(socket, HEAD + "Content-Length: 1000\r\n\r\n{");
        awaitInFlight(running, 1);
      }
      awaitInFlight(running, 0);
      assertThat(kept.batches()).isEmpty();
    }
  }

  private static byte[] repeated(byte[] part, int times) {
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return all;
  }

  private static void awaitInFlight(RunningReceiver running, long bytes) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      double inFlight = running.registry.get("burnrate.otlp.inflight.bytes").gauge().value();
      if (bytes == 0 ? inFlight == 0 : inFlight >= bytes) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("never " + bytes + " bytes in flight");
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String readAll(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
