package io.burnrate.collector.otlp;

import static io.burnrate.collector.Patience.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.burnrate.collector.http.KeptRows;
import io.burnrate.collector.otlp.GrpcCalls.Reply;
import io.burnrate.collector.sources.Source;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTransportTest {
  private static final Map<String, String> GZIP = Map.of("grpc-encoding", "gzip");

  @Test
  void anExportIsKeptAndAnsweredWithAnEmptyMessage() {
    KeptRows store = new KeptRows();
    try (RunningReceiver running = new RunningReceiver(store);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      Reply reply = calls.export(Exports.bytes(Exports.span(1), Exports.span(2)));
      assertThat(reply.status()).isZero();
      assertThat(reply.body().getBytes()).containsExactly(0, 0, 0, 0, 0);
      assertThat(store.rows()).hasSize(2);
      assertThat(running.count("burnrate.otlp.requests", "status", "OK")).isEqualTo(1);
    }
  }

  @Test
  void aPackedExportIsKept() {
    KeptRows store = new KeptRows();
    try (RunningReceiver running = new RunningReceiver(store);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] packed = RunningReceiver.gzip(Exports.bytes(Exports.span(1)));
      Reply reply = calls.call(GrpcCalls.TRACES, GZIP, GrpcCalls.frame(1, packed));
      assertThat(reply.status()).isZero();
      assertThat(store.rows()).hasSize(1);
    }
  }

  @Test
  void anUnsoundSpanIsToldInThePartialSuccess() throws Exception {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] body =
          Exports.bytes(Exports.span(1), Exports.span(2).setTraceId(ByteString.copyFromUtf8("x")));
      Reply reply = calls.export(body);
      assertThat(reply.status()).isZero();
      byte[] message = reply.body().getBytes(5, reply.body().length());
      ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(message);
      assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
      assertThat(response.getPartialSuccess().getErrorMessage()).contains("trace_id");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
        "/opentelemetry.proto.collector.trace.v1.TraceService/Import",
        "/v1/traces"
      })
  void anUnknownMethodIsUnimplemented(String path) {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      Reply reply = calls.call(path, Map.of(), GrpcCalls.frame(0, new byte[0]));
      assertThat(reply.status()).isEqualTo(12);
      assertThat(reply.message()).contains("no such method");
    }
  }

  @Test
  void anUnknownPackingIsUnimplementedAndTheKnownOnesAreTold() {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      Map<String, String> zstd = Map.of("grpc-encoding", "zstd");
      Reply reply = calls.call(GrpcCalls.TRACES, zstd, GrpcCalls.frame(1, new byte[] {1}));
      assertThat(reply.status()).isEqualTo(12);
      assertThat(reply.message()).contains("gzip or identity");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no message, ''",
    "a head that is cut, 000000",
    "a message that is cut, 000000000a08",
    "two messages, 00000000000000000000",
    "an unknown flag, 0200000000",
    "packed without saying how, 0100000000",
    "no protobuf, 0000000003ffffff",
    "a message of another kind, 00000000020801"
  })
  void whatIsMalformedIsAnInvalidArgument(String what, String hex) {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] body = java.util.HexFormat.of().parseHex(hex);
      Reply reply = calls.call(GrpcCalls.TRACES, Map.of(), body);
      assertThat(reply.status()).as(what).isEqualTo(3);
      assertThat(reply.detail()).isNull();
      assertThat(calls.export(Exports.bytes(Exports.span(1))).status()).isZero();
    }
  }

  @Test
  void brokenGzipIsAnInvalidArgument() {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      Reply reply = calls.call(GrpcCalls.TRACES, GZIP, GrpcCalls.frame(1, new byte[] {31, -117}));
      assertThat(reply.status()).isEqualTo(3);
    }
  }

  @Test
  void aMessageOfTheLargestSizeIsTakenAndALargerOneIsExhaustionWithoutRetry() {
    byte[] body = Exports.bytes(Exports.span(1).setName("x".repeat(2_000)));
    try (RunningReceiver running = new RunningReceiver(new KeptRows(), body.length);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      assertThat(calls.export(body).status()).isZero();
    }
    try (RunningReceiver running = new RunningReceiver(new KeptRows(), body.length - 1);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      Reply plain = calls.export(body);
      assertThat(plain.status()).isEqualTo(8);
      assertThat(plain.detail()).isNull();
      byte[] packed = GrpcCalls.frame(1, RunningReceiver.gzip(body));
      assertThat(calls.call(GrpcCalls.TRACES, GZIP, packed).status()).isEqualTo(8);
    }
  }

  @Test
  void aBombOfGzipIsExhaustion() {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] bomb = GrpcCalls.frame(1, RunningReceiver.gzip(new byte[300 << 20]));
      Reply reply = calls.call(GrpcCalls.TRACES, GZIP, bomb);
      assertThat(reply.status()).isEqualTo(8);
      assertThat(reply.detail()).isNull();
      assertThat(calls.export(Exports.bytes(Exports.span(1))).status()).isZero();
    }
  }

  @Test
  void anOverloadedStoreMakesTheSenderRepeat() {
    AppendStore full =
        batch ->
            CompletableFuture.failedFuture(
                new BurnrateException(ErrorCode.OVERLOADED, "50 % too many rows: é"));
    try (RunningReceiver running = new RunningReceiver(full);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      Reply reply = calls.export(Exports.bytes(Exports.span(1)));
      assertThat(reply.status()).isEqualTo(14);
      assertThat(reply.message()).isEqualTo("50 %25 too many rows: %C3%A9");
      assertThat(reply.retrySeconds()).isEqualTo(2);
      Source chat = running.sources.of("otlp", "chat");
      assertThat(failure(chat)).contains("too many rows");
      assertThat(chat.refused()).isEqualTo(Map.of(503, 1L));
      assertThat(chat.accepted()).isZero();
    }
  }

  @Test
  void theSendersDeadlineHoldsWhileTheStoreIsSilent() {
    CompletableFuture<Void> silence = new CompletableFuture<>();
    try (RunningReceiver running = new RunningReceiver(batch -> silence);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] body = GrpcCalls.frame(0, Exports.bytes(Exports.span(1)));
      Reply reply = calls.call(GrpcCalls.TRACES, Map.of("grpc-timeout", "200m"), body);
      assertThat(reply.status()).isEqualTo(4);
      silence.complete(null);
    }
  }

  @Test
  void theSendersDeadlineHoldsWhileItsMessageIsOnItsWay() throws Exception {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] part = {0, 0, 0, 1, 0, 1, 2};
      Reply reply = calls.callWithoutEnd(Map.of("grpc-timeout", "200000u"), part);
      assertThat(reply.status()).isEqualTo(4);
      waitFor(() -> running.inFlightBytes() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "m", "123456789S", "-1S", "1s"})
  void aDeadlineOfAWrongFormIsAnInvalidArgument(String timeout) {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      byte[] body = GrpcCalls.frame(0, Exports.bytes(Exports.span(1)));
      Reply reply = calls.call(GrpcCalls.TRACES, Map.of("grpc-timeout", timeout), body);
      assertThat(reply.status()).isEqualTo(3);
    }
  }

  @Test
  void aSenderThatSpeaksHttpIsToldThePort() throws Exception {
    try (RunningReceiver running = new RunningReceiver(new KeptRows())) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.grpcPort + "/v1/traces"))
              .version(HttpClient.Version.HTTP_1_1)
              .header("Content-Type", RunningReceiver.PROTOBUF)
              .POST(HttpRequest.BodyPublishers.ofByteArray(Exports.bytes(Exports.span(1))))
              .build();
      var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(415);
      assertThat(response.body()).contains("otlp.port");
    }
  }

  @Test
  void whatIsUnderWayIsAcknowledgedWhenItStops() throws Exception {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    AppendStore store =
        batch -> {
          begun.countDown();
          return slow;
        };
    try (RunningReceiver running = new RunningReceiver(store);
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      CompletableFuture<Reply> first =
          CompletableFuture.supplyAsync(() -> calls.export(Exports.bytes(Exports.span(1))));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      var stopped = running.receiver.stop();
      Reply second = calls.export(Exports.bytes(Exports.span(2)));
      assertThat(second.status()).isEqualTo(14);
      assertThat(second.retrySeconds()).isEqualTo(2);
      slow.complete(null);
      assertThat(first.get(10, TimeUnit.SECONDS).status()).isZero();
      stopped.await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void theBookOfSourcesKnowsTheServiceOverBothTransports() {
    byte[] body = Exports.bytes(Exports.span(1), Exports.span(2).setTraceId(ByteString.EMPTY));
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      calls.export(body);
      running.post(RunningReceiver.PROTOBUF, body);
      Source chat = running.sources.of("otlp", "chat");
      assertThat(chat.accepted()).isEqualTo(2);
      assertThat(chat.rejected()).isEqualTo(Map.of("traceId", 2L));
      assertThat(chat.lagMillis()).isEqualTo(60_000 - 250);
      assertThat(running.sources.all()).hasSize(1);
    }
  }

  @Test
  void whatNobodyCanReadIsTheAddressesFailure() {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort)) {
      calls.call(GrpcCalls.TRACES, Map.of(), new byte[0]);
      Source sender = running.sources.of("otlp", "127.0.0.1");
      assertThat(failure(sender)).contains("without a message");
    }
  }

  private static String failure(Source source) {
    return Objects.requireNonNull(source.lastFailure()).message();
  }
}
