package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Kept;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.collector.sources.Sources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scraped series count against the limit of series. */
class AdmissionTest {
  private static final String GPU_1 =
      line("DCGM_FI_DEV_GPU_UTIL", "GPU-1", "", 42) + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 9);
  private static final String GPU_2 = GPU_1.replace("GPU-1", "GPU-2");
  private static final String SERVER =
      "vllm:num_requests_running{model_name=\"m\"} 1\nvllm:num_requests_waiting{model_name=\"m\"} 2\n";

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Sources sources = sources(3);
  private final PageParser parser = parser(Pages.TARGET);

  @Test
  void seriesBeyondTheLimitAreRefusedEachTimeAndKnownOnesGoOn() {
    PageCounts first = read(GPU_1 + GPU_2);
    assertThat(first.samples).isEqualTo(3);
    assertThat(first.rejected(Reject.SERIES_LIMIT)).isEqualTo(1);
    PageCounts second = read(GPU_1 + GPU_2);
    assertThat(second.samples).isEqualTo(3);
    assertThat(second.replayedLines).isEqualTo(3);
    assertThat(second.rejected(Reject.SERIES_LIMIT)).isEqualTo(1);
    assertThat(second.lines).isEqualTo(4);
    assertThat(series().count()).isEqualTo(3);
  }

  @Test
  void aModelServersSeriesCountToo() {
    PageCounts counts = read(GPU_1 + SERVER);
    assertThat(counts.samples).isEqualTo(3);
    assertThat(counts.rejected(Reject.SERIES_LIMIT)).isEqualTo(1);
    PageCounts again = read(SERVER + GPU_1);
    assertThat(again.samples).isEqualTo(3);
    assertThat(again.rejected(Reject.SERIES_LIMIT)).isEqualTo(1);
  }

  @Test
  void seriesThatNoColumnIsForDoNotCount() {
    assertThat(read("go_goroutines 7\nother{a=\"b\"} 1\n" + GPU_1).samples).isEqualTo(2);
    assertThat(series().count()).isEqualTo(2);
  }

  @Test
  void whatIsOnEveryPageIsNotForgottenAndWhatIsGoneMakesRoom() {
    read(GPU_1 + SERVER.lines().findFirst().orElseThrow() + "\n");
    for (int i = 0; i < 40; i++) {
      now = now.plus(Duration.ofMinutes(10));
      read(GPU_1);
      assertThat(sources.all()).hasSize(1);
      int minutes = 10 * (i + 1);
      assertThat(series().count()).as("after %s minutes", minutes).isEqualTo(minutes < 120 ? 3 : 2);
    }
    assertThat(read(GPU_1 + GPU_2).samples).isEqualTo(3);
  }

  @Test
  void anotherBookIsToldOfWhatWasKnownBefore() {
    read(GPU_1 + SERVER);
    sources = sources(2);
    PageCounts counts = read(GPU_1 + SERVER);
    assertThat(counts.samples).isEqualTo(2);
    assertThat(counts.rejected(Reject.SERIES_LIMIT)).isEqualTo(2);
    assertThat(series().count()).isEqualTo(2);
    sources = sources(10);
    assertThat(read(GPU_1 + SERVER).samples).isEqualTo(4);
    assertThat(read(GPU_1 + SERVER).replayedLines).isEqualTo(4);
    assertThat(series().count()).isEqualTo(4);
  }

  @Test
  void aGpuOfTwoTargetsCountsTwice() {
    read(GPU_1);
    PageParser other = parser(new ScrapeTarget(URI.create("http://b:1/"), Map.of()));
    assertThat(read(other, GPU_1).samples).isEqualTo(1);
  }

  private PageCounts read(String text) {
    return read(parser, text);
  }

  private PageCounts read(PageParser reading, String text) {
    byte[] page = text.getBytes(StandardCharsets.UTF_8);
    return reading.parse(page, page.length, now.toEpochMilli()).counts();
  }

  private PageParser parser(ScrapeTarget target) {
    return new PageParser(
        TargetNames.of(target),
        SeriesRules.of(target.labels()),
        15_000,
        true,
        Kept.FOREVER,
        this::series);
  }

  private SeriesLimit series() {
    return sources.of("scrape", "a").series();
  }

  private Sources sources(int most) {
    LimitsConfig limits = new LimitsConfig("X", 0, most, 1_000);
    return new Sources(() -> now, new SimpleMeterRegistry(), limits);
  }
}
