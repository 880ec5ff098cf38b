package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.OpenStore;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenTelemetry SDK's own exporter sends; the embedded store keeps. */
class SdkExportTest {
  private static final int TRACES = 500;
  private static final int REFUSALS = 2;
  private static final Instant START = RunningReceiver.NOW.minusSeconds(600);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"http, none", "http, gzip", "grpc, none", "grpc, gzip"})
  void everySpanOfTheSdkIsStoredOnce(String transport, String compression) {
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(store)) {
      assertThat(send(exporter(running, transport, compression))).isTrue();
      assertStored(store);
    }
  }

  @ParameterizedTest
  @CsvSource({"http, 503", "grpc, UNAVAILABLE"})
  void theSdkRepeatsWhatTheStoreCouldNotTake(String transport, String status) {
    AtomicInteger appends = new AtomicInteger();
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW)) {
      AppendStore awayAtFirst =
          batch ->
              appends.incrementAndGet() <= REFUSALS
                  ? CompletableFuture.failedFuture(
                      new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is away"))
                  : store.append(batch);
      try (RunningReceiver running = new RunningReceiver(awayAtFirst)) {
        assertThat(send(exporter(running, transport, "gzip"))).isTrue();
        assertThat(running.count("burnrate.otlp.requests", "status", status)).isEqualTo(REFUSALS);
        assertStored(store);
      }
    }
  }

  @Test
  void anExportThatIsSentTwiceIsStoredOnce() {
    byte[] body = Exports.of(Exports.spans(1_000)).toByteArray();
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(store)) {
      for (int i = 0; i < 3; i++) {
        assertThat(running.post(RunningReceiver.PROTOBUF, body).statusCode()).isEqualTo(200);
      }
      assertThat(store.rows(Tables.SPANS, "span_id").rows()).isEqualTo(1_000);
    }
  }

  private static SpanExporter exporter(
      RunningReceiver running, String transport, String compression) {
    return transport.equals("grpc")
        ? OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + running.grpcPort)
            .setCompression(compression)
            .build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + running.port + "/v1/traces")
            .setCompression(compression)
            .build();
  }

  private static boolean send(SpanExporter exporter) {
    Resource resource =
        Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "chat"));
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build()) {
      Tracer tracer = provider.get("sdk-test");
      for (int i = 0; i < TRACES; i++) {
        trace(tracer, i);
      }
      return provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess();
    }
  }

  /** A server span of {@code number} ms, with a client span of half of it inside. */
  private static void trace(Tracer tracer, int number) {
    Instant start = START.plusMillis(number);
    Span server =
        tracer
            .spanBuilder("POST /chat")
            .setSpanKind(SpanKind.SERVER)
            .setNoParent()
            .setStartTimestamp(start)
            .startSpan();
    Span client =
        tracer
            .spanBuilder("chat llama")
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Context.root().with(server))
            .setStartTimestamp(start)
            .setAttribute("gen_ai.response.model", "llama")
            .setAttribute("gen_ai.usage.input_tokens", number)
            .setAttribute("gen_ai.input.messages", "what nobody should read")
            .startSpan();
    client.end(start.plusNanos(number * 500_000L));
    if (number % 10 == 0) {
      server.setStatus(StatusCode.ERROR);
    }
    server.end(start.plusMillis(number));
  }

  private static void assertStored(OpenStore store) {
    ResultTable rows =
        store.rows(
            Tables.SPANS,
            "start_nanos",
            "kind",
            "entry",
            "status",
            "duration_nanos",
            "input_tokens",
            "attributes",
            "service");
    assertThat(rows.rows()).isEqualTo(2 * TRACES);
    long[] serverNanos = new long[TRACES];
    long errors = 0;
    long tokens = 0;
    for (int row = 0; row < rows.rows(); row++) {
      assertThat(rows.stringAt(row, "service")).isEqualTo("chat");
      assertThat(rows.stringAt(row, "attributes")).doesNotContain("nobody");
      int number = (int) (rows.longAt(row, "start_nanos") / 1_000_000 - START.toEpochMilli());
      if (rows.stringAt(row, "kind").equals("SERVER")) {
        assertThat(rows.longAt(row, "entry")).isEqualTo(1);
        serverNanos[number] = rows.longAt(row, "duration_nanos");
        errors += rows.stringAt(row, "status").equals("ERROR") ? 1 : 0;
      } else {
        assertThat(rows.longAt(row, "entry")).isZero();
        tokens += rows.longAt(row, "input_tokens");
      }
    }
    assertThat(Arrays.stream(serverNanos).sum()).isEqualTo(TRACES * (TRACES - 1L) / 2 * 1_000_000);
    assertThat(errors).isEqualTo(TRACES / 10);
    assertThat(tokens).isEqualTo(TRACES * (TRACES - 1L) / 2);
  }
}
