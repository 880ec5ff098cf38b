package io.burnrate.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.store.GpuMetric;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whatever is on a page, it is read, and a good line before it and after it is kept. */
class PageFormatsFuzzTest {
  /** A parser remembers pages; a new one now and then keeps the memory small. */
  private static final int PAGES_OF_ONE = 500;

  private static final byte[] BEFORE = bytes(Pages.line("DCGM_FI_DEV_GPU_TEMP", "GPU-a", "", 41));
  private static final byte[] AFTER =
      bytes("\n" + Pages.line("DCGM_FI_DEV_MEMORY_TEMP", "GPU-a", "", 52));

  private PageParser parser = Pages.parser();
  private int pages;

  @Test
  void text() {
    Fuzz.texts("text", input -> neighbours(PageFormat.TEXT, input));
  }

  @Test
  void anEmptyNameIsABadLine() {
    byte[] page = bytes("{\"\",a=\"b\"} 1\n");
    assertThat(parse(PageFormat.TEXT, page).counts().rejected(Reject.BAD_LINE)).isEqualTo(1);
  }

  @Test
  void openMetrics() {
    // Behind what says that the page is over, nothing is read.
    Fuzz.texts("openmetrics", input -> before(PageFormat.OPEN_METRICS, input));
  }

  @Test
  void protobuf() {
    byte[] family = Fuzz.corpus("protobuf-first").get(0);
    Fuzz.messages(
        "protobuf",
        input -> {
          ParsedPage page = parse(PageFormat.PROTOBUF, joined(family, input));
          assertThat(Pages.reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isEqualTo(41);
        });
  }

  private void neighbours(PageFormat format, byte[] input) {
    ParsedPage page = before(format, joined(input, AFTER));
    assertThat(Pages.reading(page, 0, GpuMetric.MEMORY_TEMPERATURE_CELSIUS)).isEqualTo(52);
  }

  private ParsedPage before(PageFormat format, byte[] input) {
    ParsedPage page = parse(format, joined(BEFORE, input));
    assertThat(Pages.reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isEqualTo(41);
    return page;
  }

  private ParsedPage parse(PageFormat format, byte[] page) {
    if (++pages % PAGES_OF_ONE == 0) {
      parser = Pages.parser();
    }
    ParsedPage parsed = parser.parse(format, page, page.length, Pages.TIME);
    assertThat(Pages.sum(parsed.counts())).isEqualTo(parsed.counts().lines);
    return parsed;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
