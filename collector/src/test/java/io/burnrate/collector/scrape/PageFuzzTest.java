package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.line;
import static io.burnrate.collector.scrape.Pages.parse;
import static io.burnrate.collector.scrape.Pages.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageFuzzTest {
  private static final int PAGES = 20_000;

  @Test
  void goodLinesSurviveBadNeighbours() {
    Random random = new Random(17);
    PageParser parser = Pages.parser();
    String victim =
        line("DCGM_FI_DEV_SM_CLOCK", "GPU-b", ",pod=\"p-0\",namespace=\"n\"", 1980)
            + line("DCGM_FI_DEV_POWER_USAGE", "GPU-c", ",GPU_I_ID=\"1\"", "401.125000")
            + line("DCGM_FI_PROF_SM_ACTIVE", "GPU-d", "", "0.5");
    for (int i = 0; i < PAGES; i++) {
      String page =
          line("DCGM_FI_DEV_GPU_TEMP", "GPU-a", "", 41)
              + Mutations.of(victim, random)
              + "\n"
              + line("DCGM_FI_DEV_MEMORY_TEMP", "GPU-a", "", 52);
      ParsedPage parsed = parse(parser, page);
      assertThat(reading(parsed, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).as(page).isEqualTo(41);
      assertThat(reading(parsed, 0, GpuMetric.MEMORY_TEMPERATURE_CELSIUS)).as(page).isEqualTo(52);
      assertThat(Pages.sum(parsed.counts())).as(page).isEqualTo(parsed.counts().lines);
    }
    assertThat(parser.template().knownBlocks()).isLessThan(500);
    assertThat(parser.template().knownRows()).isLessThanOrEqualTo(2 * PageParser.MAX_ROWS);
  }

  @Test
  void randomBytesNeverFail() {
    Random random = new Random(23);
    PageParser parser = Pages.parser();
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      ParsedPage parsed = parser.parse(noise, noise.length, Pages.TIME);
      assertThat(Pages.sum(parsed.counts())).isEqualTo(parsed.counts().lines);
    }
  }
}
