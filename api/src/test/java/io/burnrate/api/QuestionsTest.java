package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuestionsTest {
  private RunningApi api;

  @BeforeAll
  void start() {
    api = new RunningApi(TestFleet.sources(new FixedAnalytics()));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void utilizationIsByClusterOverFifteenMinutesUnlessAsked() {
    JsonNode answer = api.json("/api/v1/utilization");

    assertThat(answer.path("by").asText()).isEqualTo("cluster");
    assertThat(answer.path("windowSeconds").asInt()).isEqualTo(900);
    assertThat(answer.path("windowStart").asText()).isEqualTo("2026-03-01T11:45:00Z");
    assertThat(answer.path("windowEnd").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(answer.path("ageSeconds").decimalValue()).isEqualByComparingTo("4");
  }

  @Test
  void utilizationItemsCarryTheirUnits() {
    assertThat(api.get("/api/v1/utilization?by=pool&window=1h").body())
        .contains(
            "{\"key\":\"lab\",\"gpus\":3.0,\"allocatedGpus\":2.0,\"utilizationRatio\":0.27,"
                + "\"basis\":\"smActive\",\"powerWatts\":650.0,\"memoryUsedRatio\":0.375,"
                + "\"trustRatio\":0.75,\"doubts\":{\"missingRatio\":0.1,\"estimatedEnergyRatio\":0.2,"
                + "\"estimatedUtilizationRatio\":0.3,\"estimatedShareRatio\":0.05,"
                + "\"requestedShareRatio\":0.04,"
                + "\"counterResets\":1,\"sentinelReadings\":2,\"duplicateReadings\":3}}");
  }

  @Test
  void whatIsUnknownIsNull() {
    JsonNode item = api.json("/api/v1/utilization").path("items").path(1);

    assertThat(item.path("utilizationRatio").isNull()).isTrue();
    assertThat(item.path("powerWatts").isNull()).isTrue();
  }

  @Test
  void aLimitCutsTheListAndSaysHowMuch() {
    JsonNode answer = api.json("/api/v1/utilization?limit=1");

    assertThat(answer.path("items")).hasSize(1);
    assertThat(answer.path("truncatedItems").asInt()).isEqualTo(1);
  }

  @Test
  void ledgerItemsAddUpToTheTotalsExactly() {
    JsonNode answer = api.json("/api/v1/ledger?by=namespace");

    for (String figure : List.of("gpuSeconds", "costUsd", "energyJoules")) {
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode item : answer.path("items")) {
        sum = sum.add(item.path(figure).decimalValue());
      }
      assertThat(sum).isEqualByComparingTo(answer.path("totals").path(figure).decimalValue());
    }
    assertThat(answer.path("residualGpuSeconds").decimalValue()).isEqualByComparingTo("0");
  }

  @Test
  void ledgerFiguresAreExactDecimals() {
    String body = api.get("/api/v1/ledger?by=namespace").body();

    assertThat(body)
        .contains("\"gpuSeconds\":90.061,\"costUsd\":0.062542361,\"energyJoules\":45030.001")
        .contains("\"totals\":{\"gpuSeconds\":120,\"costUsd\":0.083333333");
  }

  @Test
  void ledgerIsOfTheLastClosedHourUnlessAsked() {
    JsonNode answer = api.json("/api/v1/ledger");

    assertThat(answer.path("start").asText()).isEqualTo("2026-03-01T10:59:00Z");
    assertThat(answer.path("end").asText()).isEqualTo("2026-03-01T11:59:00Z");
    assertThat(answer.path("closedUntil").asText()).isEqualTo("2026-03-01T11:59:00Z");
    assertThat(answer.path("ageSeconds").decimalValue()).isEqualByComparingTo("60");
  }

  @Test
  void ledgerTakesEverySpellingOfAnInstant() {
    List<String> starts = new ArrayList<>();
    for (String start :
        List.of(
            "2026-03-01T10:00:00Z",
            "2026-03-01T12:00:00%2B02:00",
            "2026-03-01T12:00:00+02:00",
            "1772359200",
            "1772359200.0",
            "1772359200000")) {
      starts.add(
          api.json("/api/v1/ledger?end=2026-03-01T11:00:00Z&start=" + start)
              .path("start")
              .asText());
    }

    assertThat(starts).hasSize(6).containsOnly("2026-03-01T10:00:00Z");
  }

  @Test
  void aLedgerWithAStartOnlyGoesOnUntilNow() {
    assertThat(api.json("/api/v1/ledger?start=2026-03-01T10:00:00Z").path("end").asText())
        .isEqualTo("2026-03-01T12:01:00Z");
  }

  @Test
  void objectivesTellTheirWindowAndBurnRates() {
    assertThat(api.get("/api/v1/slos").body())
        .contains(
            "{\"name\":\"chat-latency\",\"service\":\"chat\",\"state\":\"met\","
                + "\"latencyThresholdSeconds\":0.5,\"targetRatio\":0.99,"
                + "\"windowSeconds\":2592000,\"windowStart\":\"2026-01-30T11:59:58Z\","
                + "\"windowEnd\":\"2026-03-01T11:59:58Z\",\"valid\":1000,\"good\":995,"
                + "\"sliRatio\":0.995,\"budgetRemainingRatio\":0.5,"
                + "\"burnRates\":{\"5m\":null,\"1h\":2.0,\"6h\":0.75}}");
  }

  @Test
  void anObjectiveWithoutRequestsHasNoFigures() {
    JsonNode slo = api.json("/api/v1/slos").path("items").path(1);

    assertThat(slo.path("state").asText()).isEqualTo("noData");
    assertThat(slo.path("sliRatio").isNull()).isTrue();
    assertThat(slo.path("budgetRemainingRatio").isNull()).isTrue();
  }

  @Test
  void driftIsFilteredByModelAndVerdict() {
    assertThat(api.json("/api/v1/drift").path("items")).hasSize(2);
    assertThat(api.json("/api/v1/drift?model=ranker&verdict=drift").path("items")).hasSize(1);
    assertThat(api.json("/api/v1/drift?model=nobody").path("items")).isEmpty();
    assertThat(api.json("/api/v1/drift").path("ageSeconds").asInt()).isEqualTo(20);
  }

  @Test
  void alertsAreFilteredByStateAndName() {
    assertThat(api.json("/api/v1/alerts").path("items")).hasSize(2);
    JsonNode firing = api.json("/api/v1/alerts?state=firing").path("items");
    assertThat(firing).hasSize(1);
    assertThat(firing.path(0).path("labels").path("alertname").asText())
        .isEqualTo("GpuAllocatedIdle");
    assertThat(firing.path(0).path("costUsdPerHour").asDouble()).isEqualTo(2.5);
    assertThat(api.json("/api/v1/alerts?alertname=TargetDown").path("items")).hasSize(1);
  }

  @Test
  void deliveriesAreListedWhateverIsAskedOfTheAlerts() {
    JsonNode deliveries = api.json("/api/v1/alerts?state=pending&limit=1").path("deliveries");
    assertThat(deliveries.toString())
        .isEqualTo(
            "[{\"webhook\":\"oncall\",\"sent\":7,\"failed\":1,\"refused\":0,\"queuedAlerts\":0,"
                + "\"lastError\":\"\",\"lastDelivery\":\"2026-03-01T11:55:10Z\"},"
                + "{\"webhook\":\"chat\",\"sent\":0,\"failed\":4,\"refused\":2,\"queuedAlerts\":1,"
                + "\"lastError\":\"HTTP 503\",\"lastDelivery\":null}]");
  }

  @Test
  void hintsAreFilteredByKind() {
    JsonNode all = api.json("/api/v1/hints");
    assertThat(all.path("placement")).hasSize(2);
    assertThat(all.path("reclaim")).hasSize(1);
    JsonNode reclaim = api.json("/api/v1/hints?kind=reclaimGpu");
    assertThat(reclaim.path("placement")).isEmpty();
    assertThat(reclaim.path("reclaim")).hasSize(1);
    assertThat(reclaim.path("reclaim").path(0).path("evidence").path("freeGpus").isInt()).isTrue();
  }

  @Test
  void aTargetThatIsDownSaysWhy() {
    JsonNode down = api.json("/api/v1/targets").path("items").path(1);

    assertThat(down.path("up").asBoolean()).isFalse();
    assertThat(down.path("error").asText()).isEqualTo("connection refused");
  }
}
