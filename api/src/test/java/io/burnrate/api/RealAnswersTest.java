package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures of the real analytics over the real store, against what can be worked out by hand.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealAnswersTest {
  private RecordedFleet fleet;
  private RunningApi api;

  @BeforeAll
  void start(@TempDir Path folder) {
    fleet = new RecordedFleet(folder);
    api = new RunningApi(fleet.sources());
  }

  @AfterAll
  void stop() {
    api.close();
    fleet.close();
  }

  @Test
  void tenMinutesOfThreeGpusAreEighteenHundredGpuSeconds() {
    JsonNode answer =
        api.json("/api/v1/ledger?by=class&start=2026-03-01T11:10:00Z&end=2026-03-01T11:20:00Z");

    assertThat(answer.path("totals").path("gpuSeconds").decimalValue())
        .isEqualByComparingTo("1800");
    assertThat(item(answer, "owned").path("gpuSeconds").decimalValue()).isEqualByComparingTo("600");
    assertThat(item(answer, "allocatedIdle").path("gpuSeconds").decimalValue())
        .isEqualByComparingTo("600");
    assertThat(item(answer, "unallocated").path("gpuSeconds").decimalValue())
        .isEqualByComparingTo("600");
    assertThat(answer.path("residualGpuSeconds").decimalValue()).isEqualByComparingTo("0");
  }

  @Test
  void moneyAndEnergyFollowTheClock() {
    JsonNode answer =
        api.json("/api/v1/ledger?by=namespace&start=2026-03-01T11:10:00Z&end=2026-03-01T11:20:00Z");

    // 600 s at 2.50 USD an hour, and 600 s at 500 W.
    assertThat(item(answer, "chat").path("costUsd").asDouble())
        .isCloseTo(600 * 2.5 / 3600, within(1e-6));
    assertThat(item(answer, "chat").path("energyJoules").asDouble())
        .isCloseTo(300_000, within(1.0));
    assertThat(answer.path("totals").path("costUsd").asDouble())
        .isCloseTo(1800 * 2.5 / 3600, within(1e-6));
  }

  @Test
  void utilizationIsThatOfTheReadings() {
    JsonNode answer = api.json("/api/v1/utilization?by=node&window=15m");

    JsonNode node = item(answer, "n1");
    assertThat(node.path("gpus").asDouble()).isCloseTo(2, within(1e-6));
    assertThat(node.path("allocatedGpus").asDouble()).isCloseTo(1, within(1e-6));
    assertThat(node.path("utilizationRatio").asDouble()).isCloseTo(0.4, within(1e-3));
    assertThat(node.path("powerWatts").asDouble()).isCloseTo(570, within(1.0));
    assertThat(node.path("memoryUsedRatio").asDouble()).isCloseTo(0.25, within(1e-6));
    assertThat(node.path("basis").asText()).isEqualTo("smActive");
    assertThat(answer.path("ageSeconds").decimalValue()).isEqualByComparingTo("0");
  }

  @Test
  void twoSlowRequestsOfAHundredBurnAFifthOfTheBudget() {
    JsonNode slo = api.json("/api/v1/slos").path("items").path(0);

    assertThat(slo.path("valid").asLong()).isEqualTo(100);
    assertThat(slo.path("good").asLong()).isEqualTo(98);
    assertThat(slo.path("sliRatio").asDouble()).isCloseTo(0.98, within(1e-9));
    assertThat(slo.path("budgetRemainingRatio").asDouble()).isCloseTo(0.8, within(1e-9));
    assertThat(slo.path("burnRates").path("5m").asDouble()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void theMetricsPageTellsTheSame() {
    String page = api.get("/metrics").body();

    assertThat(page)
        .containsPattern("burnrate_slo_budget_remaining_ratio\\{[^}]*slo=\"chat-latency\"} 0\\.8")
        .contains("burnrate_target_up{cluster=\"lab\",pool=\"h100\"")
        .contains("burnrate_ledger_residual_gpu_seconds 0.0")
        .containsPattern("burnrate_gpus_idle\\{[^}]*node=\"n2\"[^}]*} 1\\.0")
        .containsPattern("burnrate_idle_cost_usd_per_hour\\{[^}]*node=\"n1\"[^}]*} 2\\.5")
        .containsPattern("burnrate_power_watts\\{[^}]*node=\"n1\"[^}]*} 570\\.0")
        .containsPattern("burnrate_store_commits_total [1-9]");
  }

  private static JsonNode item(JsonNode answer, String key) {
    for (JsonNode item : answer.path("items")) {
      if (item.path("key").asText().equals(key)) {
        return item;
      }
    }
    return answer.path("missing");
  }
}
