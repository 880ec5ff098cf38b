package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.line;
import static io.burnrate.collector.scrape.Pages.parse;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageLimitsTest {
  @Test
  void rowsBeyondTheLimitAreCounted() {
    PageParser parser = Pages.parser();
    for (int page = 0; page < 4; page++) {
      ParsedPage parsed = parse(parser, gpus("p" + page, PageParser.MAX_ROWS + 10));
      assertThat(parsed.rows().rows()).isEqualTo(PageParser.MAX_ROWS);
      assertThat(parsed.counts().rejected(Reject.TOO_MANY_ROWS)).isEqualTo(10);
      assertThat(parser.template().knownRows()).isLessThanOrEqualTo(2 * PageParser.MAX_ROWS);
    }
  }

  @Test
  void linesBeyondTheLimitAreCounted() {
    String huge = ",x=\"" + "y".repeat(PageParser.MAX_LINE_BYTES) + "\"";
    ParsedPage parsed =
        parse(
            line("DCGM_FI_DEV_GPU_TEMP", "GPU-1", huge, 40)
                + line("DCGM_FI_DEV_SM_CLOCK", "GPU-1", "", 1));
    assertThat(parsed.counts().rejected(Reject.LINE_TOO_LONG)).isEqualTo(1);
    assertThat(parsed.counts().samples).isEqualTo(1);
  }

  @Test
  void podsThatComeAndGoAreForgotten() {
    PageParser parser = Pages.parser();
    for (int page = 0; page < 1_000; page++) {
      parse(parser, line("DCGM_FI_DEV_GPU_TEMP", "GPU-1", ",pod=\"p-" + page + "\"", 40));
    }
    assertThat(parser.template().knownBlocks()).isLessThan(200);
  }

  @Test
  void morePodsThanCanBeRememberedAreReadAllTheSame() {
    PageParser parser = Pages.parser();
    String page = gpus("x", 4_000) + pods(14_000);
    ParsedPage first = parse(parser, page);
    ParsedPage second = parse(parser, page);
    assertThat(parser.template().knownBlocks()).isLessThanOrEqualTo(Template.MAX_BLOCKS);
    assertThat(second.counts().samples).isEqualTo(first.counts().samples);
    assertThat(second.rows().rows()).isEqualTo(4_000);
  }

  private static String gpus(String prefix, int count) {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < count; i++) {
      page.append(line("DCGM_FI_DEV_GPU_TEMP", "GPU-" + prefix + i, "", 40));
    }
    return page.toString();
  }

  private static String pods(int count) {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < count; i++) {
      page.append(line("DCGM_FI_DEV_GPU_TEMP", "GPU-x" + i % 4_000, ",pod=\"p-" + i + "\"", 40));
    }
    return page.toString();
  }
}
