package io.burnrate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final long THRESHOLD_NANOS = 500_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nowMillis = new AtomicLong(TinyFleet.START.toEpochMilli());
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger refusalStatus = new AtomicInteger(503);
  private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
  private final List<JsonObject> lines = new CopyOnWriteArrayList<>();
  private final HttpServer sink =
      vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
  private final Simulator simulator =
      Simulator.create(
          SimulatorConfig.demo(8, 1).withRates(50, 40),
          vertx,
          () -> Instant.ofEpochMilli(nowMillis.get()));

  @BeforeEach
  void start() throws Exception {
    SimulatorTest.await(sink.requestHandler(this::receive).listen(0, "127.0.0.1"));
    SimulatorTest.await(simulator.start());
  }

  @AfterEach
  void stop() throws Exception {
    SimulatorTest.await(simulator.stop());
    SimulatorTest.await(sink.close());
    SimulatorTest.await(vertx.close());
  }

  @Test
  void whatTheSinkDecodedIsWhatTheTruthCounts() throws Exception {
    simulator.startTraffic(url("/v1/traces"), null);
    pass(60_000);
    until(() -> simulator.trafficTruth().requestsSent() == 3_000);
    simulator.stopTraffic();

    List<Span> requests = spans(Span.SpanKind.SPAN_KIND_SERVER);
    TrafficTruth truth = simulator.trafficTruth();
    assertThat(requests).hasSize(3_000);
    assertThat(requests.stream().filter(TrafficTest::good).count())
        .isEqualTo(truth.requestsGood())
        .isLessThan(3_000);
    Set<String> ids = new HashSet<>();
    requests.forEach(span -> ids.add(span.getSpanId().toString()));
    assertThat(ids).hasSize(3_000);
    assertThat(truth.requestsLost()).isZero();
    assertThat(received.get(0).getResource().getAttributesList())
        .anyMatch(
            a -> a.getKey().equals("service.name") && a.getValue().getStringValue().equals("chat"));
    assertThat(tokens("gen_ai.usage.output_tokens")).isEqualTo(truth.outputTokens());
    assertThat(tokens("gen_ai.usage.input_tokens")).isEqualTo(truth.inputTokens());
  }

  @Test
  void everyModelCallLiesInsideItsRequest() throws Exception {
    simulator.startTraffic(url("/v1/traces"), null);
    pass(2_000);
    until(() -> simulator.trafficTruth().requestsSent() == 100);
    List<Span> requests = spans(Span.SpanKind.SPAN_KIND_SERVER);
    for (Span call : spans(Span.SpanKind.SPAN_KIND_CLIENT)) {
      Span parent =
          requests.stream()
              .filter(span -> span.getSpanId().equals(call.getParentSpanId()))
              .findFirst()
              .orElseThrow();
      assertThat(parent.getTraceId()).isEqualTo(call.getTraceId());
      assertThat(parent.getParentSpanId().isEmpty()).isTrue();
      assertThat(call.getStartTimeUnixNano()).isGreaterThan(parent.getStartTimeUnixNano());
      assertThat(call.getEndTimeUnixNano()).isLessThan(parent.getEndTimeUnixNano());
    }
  }

  @Test
  void latenciesHaveTheirPercentileAndGrowInTheSlowdown() throws Exception {
    simulator.startTraffic(url("/v1/traces"), null);
    pass(80_000);
    until(() -> simulator.trafficTruth().requestsSent() == 4_000);
    double[] before = sortedMillis(0);
    assertThat(before[(int) (before.length * 0.5)]).isCloseTo(150, within(10.0));
    assertThat(before[(int) (before.length * 0.99)]).isCloseTo(350, within(40.0));
    pass(10_000);
    until(() -> simulator.trafficTruth().requestsSent() == 4_500);
    pass(40_000);
    until(() -> simulator.trafficTruth().requestsSent() == 6_500);
    double[] after = sortedMillis(TinyFleet.START.toEpochMilli() + 92_000);
    assertThat(after[after.length / 2]).isCloseTo(450, within(40.0));
  }

  @Test
  void predictionsAreBackfilledAndDriftWhereTheyShould() throws Exception {
    simulator.startTraffic(null, url("/api/v1/predictions"));
    until(() -> simulator.trafficTruth().predictionsSent() == 1_200);
    Instant first = Instant.parse(lines.get(0).getString("time"));
    assertThat(first).isEqualTo(TinyFleet.START.minusSeconds(3_600));
    pass(110_000);
    until(() -> simulator.trafficTruth().predictionsSent() == 5_600);
    simulator.stopTraffic();

    assertThat(lines).hasSize(5_600);
    Instant drift = TinyFleet.START.plusSeconds(60);
    assertThat(mean("sessionsPerWeek", drift, false)).isCloseTo(10, within(0.4));
    assertThat(mean("sessionsPerWeek", drift, true)).isCloseTo(14, within(0.4));
    assertThat(mean("tenureMonths", drift, false)).isCloseTo(24, within(0.5));
    assertThat(mean("tenureMonths", drift, true)).isCloseTo(24, within(0.5));
    assertThat(share("pro", drift, false)).isCloseTo(0.2, within(0.04));
    assertThat(share("pro", drift, true)).isCloseTo(0.5, within(0.04));
    Set<String> ids = new HashSet<>();
    lines.forEach(line -> ids.add(line.getString("id")));
    assertThat(ids).hasSize(5_600);
  }

  @Test
  void anOverloadedReceiverIsTriedAgainAndNothingIsLost() throws Exception {
    refusals.set(3);
    simulator.startTraffic(url("/v1/traces"), null);
    pass(1_000);
    until(() -> simulator.trafficTruth().requestsSent() == 50);
    assertThat(simulator.trafficTruth().retries()).isEqualTo(3);
    assertThat(simulator.trafficTruth().requestsLost()).isZero();
    assertThat(spans(Span.SpanKind.SPAN_KIND_SERVER)).hasSize(50);
  }

  @Test
  void whatIsRefusedForGoodIsCountedAsLost() throws Exception {
    refusals.set(3);
    refusalStatus.set(400);
    simulator.startTraffic(null, url("/api/v1/predictions"));
    until(() -> simulator.trafficTruth().predictionsLost() == 1_200);
    pass(1_000);
    until(() -> simulator.trafficTruth().predictionsSent() == 40);
    assertThat(simulator.trafficTruth().retries()).isZero();
  }

  @Test
  void aBacklogBeyondTheLimitIsSkippedAndCounted() throws Exception {
    simulator.startTraffic(null, url("/api/v1/predictions"));
    until(() -> simulator.trafficTruth().predictionsSent() == 1_200);
    pass(300_000);
    until(() -> simulator.trafficTruth().predictionsSent() == 1_200 + Schedule.LONGEST_BACKLOG);
    assertThat(simulator.trafficTruth().predictionsLost())
        .isEqualTo(300 * 40 - Schedule.LONGEST_BACKLOG);
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                request.response().setStatusCode(refusalStatus.get()).end();
                return;
              }
              if (request.path().equals("/v1/traces")) {
                received.addAll(decode(body.getBytes()));
              } else {
                body.toString().lines().forEach(line -> lines.add(new JsonObject(line)));
              }
              request.response().end();
            });
  }

  private static List<ResourceSpans> decode(byte[] body) {
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return ExportTraceServiceRequest.parseFrom(unzipped).getResourceSpansList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean good(Span span) {
    return span.getEndTimeUnixNano() - span.getStartTimeUnixNano() <= THRESHOLD_NANOS
        && span.getStatus().getCode() != Status.StatusCode.STATUS_CODE_ERROR;
  }

  private List<Span> spans(Span.SpanKind kind) {
    return received.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .filter(span -> span.getKind() == kind)
        .toList();
  }

  private long tokens(String key) {
    return spans(Span.SpanKind.SPAN_KIND_CLIENT).stream()
        .flatMap(span -> span.getAttributesList().stream())
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .mapToLong(value -> value.getIntValue())
        .sum();
  }

  private double[] sortedMillis(long endedAfterMillis) {
    return spans(Span.SpanKind.SPAN_KIND_SERVER).stream()
        .filter(span -> span.getEndTimeUnixNano() > endedAfterMillis * 1_000_000)
        .mapToDouble(span -> (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1e6)
        .sorted()
        .toArray();
  }

  private List<JsonObject> features(Instant drift, boolean after) {
    return lines.stream()
        .filter(line -> Instant.parse(line.getString("time")).isBefore(drift) != after)
        .map(line -> line.getJsonObject("features"))
        .toList();
  }

  private double mean(String feature, Instant drift, boolean after) {
    return features(drift, after).stream()
        .mapToDouble(each -> each.getDouble(feature))
        .average()
        .orElseThrow();
  }

  private double share(String plan, Instant drift, boolean after) {
    return features(drift, after).stream()
        .mapToDouble(each -> each.getString("plan").equals(plan) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private void pass(long millis) {
    nowMillis.addAndGet(millis);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + sink.actualPort() + path);
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("still waiting").isNegative();
      Thread.sleep(20);
    }
  }
}
