package io.burnrate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.TimeRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatorTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong nowMillis = new AtomicLong(TinyFleet.START.toEpochMilli());
  private final Simulator simulator =
      Simulator.create(
          SimulatorConfig.demo(20, 1), vertx, () -> Instant.ofEpochMilli(nowMillis.get()));

  @BeforeEach
  void start() throws Exception {
    await(simulator.start());
  }

  @AfterEach
  void stop() throws Exception {
    await(simulator.stop());
    await(vertx.close());
  }

  @Test
  void everyTargetServesAPlainUncompressedPage() throws Exception {
    assertThat(simulator.targets()).hasSize(3);
    for (SimulatedTarget target : simulator.targets()) {
      HttpResponse<String> response = get(target.uri());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("text/plain; charset=utf-8");
      assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(response.body()).contains("DCGM_FI_PROF_SM_ACTIVE{").contains(target.node());
      assertThat(target.labels()).containsEntry("cluster", "demo").containsKey("pool");
    }
  }

  @Test
  void aDownTargetClosesTheConnectionForItsTime() throws Exception {
    URI last = simulator.targets().get(2).uri();
    pass(60_000);
    assertThatThrownBy(() -> get(last)).isInstanceOf(IOException.class);
    assertThat(get(simulator.targets().get(0).uri()).statusCode()).isEqualTo(200);
    pass(40_000);
    assertThat(get(last).statusCode()).isEqualTo(200);
  }

  @Test
  void theTruthOnHttpIsTheTruthInJava() throws Exception {
    pass(120_000);
    JsonObject json = new JsonObject(get(path("/truth")).body());
    Instant start = simulator.truth().start();
    TruthTotals totals = simulator.truth().totals(new TimeRange(start, start.plusSeconds(120)));
    assertThat(json.getInteger("gpus")).isEqualTo(20);
    assertThat(json.getJsonObject("totals").getDouble("gpuSeconds")).isEqualTo(2400, within(1e-6));
    assertThat(json.getJsonObject("totals").getDouble("energyJoules"))
        .isEqualTo(totals.all().energyJoules());
    JsonArray byClass = json.getJsonArray("byClass");
    for (int i = 0; i < byClass.size(); i++) {
      JsonObject line = byClass.getJsonObject(i);
      LedgerClass ledgerClass = LedgerClass.ofKey(line.getString("class"));
      TruthTotals.Sum sum = totals.sum(ledgerClass);
      assertThat(line.getDouble("costUsd")).isEqualTo(sum.costUsd());
    }
    assertThat(json.getJsonArray("silences")).hasSize(4);
  }

  @Test
  void aRangeThatMakesNoSenseIsRefusedByName() throws Exception {
    assertThat(get(path("/truth?start=abc")).statusCode()).isEqualTo(400);
    assertThat(get(path("/truth?start=abc")).body()).contains("start");
    assertThat(get(path("/truth?start=20&end=10")).body()).contains("end");
    assertThat(get(path("/truth?start=0")).body()).contains("PT24H");
  }

  @Test
  void unknownPathsAndNodesAreNotFound() throws Exception {
    for (String path :
        new String[] {
          "/",
          "/node//metrics",
          "/node/3/metrics",
          "/node/-1/metrics",
          "/node/x/metrics",
          "/node/99999999999/metrics",
          "/node/metrics"
        }) {
      assertThat(get(path(path)).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void targetsAreListed() throws Exception {
    JsonArray targets = new JsonArray(get(path("/targets")).body());
    assertThat(targets).hasSize(3);
    assertThat(targets.getJsonObject(1).getString("url")).endsWith("/node/1/metrics");
    assertThat(targets.getJsonObject(1).getJsonObject("labels").getString("pool"))
        .isEqualTo("a100");
  }

  @Test
  void aTakenPortFailsTheStart() {
    Simulator second =
        Simulator.create(
            SimulatorConfig.demo(8, 1).withPort(simulator.port()), vertx, () -> TinyFleet.START);
    assertThatThrownBy(() -> await(second.start())).hasRootCauseInstanceOf(IOException.class);
  }

  private void pass(long millis) {
    nowMillis.addAndGet(millis);
  }

  private URI path(String path) {
    return URI.create("http://127.0.0.1:" + simulator.port() + path);
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
