package io.burnrate.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int MAX_BYTES = 100_000;

  private final BodyBudget budget = new BodyBudget(1_000_000);

  private static byte[] packed(int bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("0123456789".repeat(bytes / 10).getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private Body body(byte[] came) {
    Body body = new Body(MAX_BYTES, budget);
    body.packed(0);
    body.add(Buffer.buffer(came));
    return body;
  }

  @Test
  void aPackedPageIsUnpackedUpToTheLimit() throws IOException {
    Body body = body(packed(MAX_BYTES));
    body.unpack();
    assertThat(body.packed()).isFalse();
    assertThat(body.length()).isEqualTo(MAX_BYTES);
    assertThat(new String(body.bytes(), 0, 20, StandardCharsets.UTF_8))
        .isEqualTo("01234567890123456789");
    body.close();
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void moreThanTheLimitIsRefused() throws IOException {
    Body body = body(packed(MAX_BYTES + 10));
    assertThatExceptionOfType(ScrapeException.class)
        .isThrownBy(body::unpack)
        .withMessage("page larger than the limit of 100000 bytes");
    body.close();
    assertThat(budget.takenBytes()).isZero();
  }

  /** What was cut off is not known, whatever its length said. */
  @Test
  void gzipThatEndsEarlyIsACutPage() throws IOException {
    byte[] whole = packed(50_000);
    for (int length : new int[] {0, 5, whole.length / 2, whole.length - 1}) {
      Body body = body(Arrays.copyOf(whole, length));
      assertThatExceptionOfType(ScrapeException.class)
          .isThrownBy(body::unpack)
          .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.CUT));
      body.close();
    }
    assertThat(budget.takenBytes()).isZero();
  }

  @Test
  void whatIsNoGzipIsUnreadable() {
    Body body = body("DCGM_FI_DEV_GPU_UTIL 5".getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(ScrapeException.class)
        .isThrownBy(body::unpack)
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.UNREADABLE));
  }

  @Test
  void unpackedPagesTakeFromTheBudgetOfAll() throws IOException {
    Body body = new Body(MAX_BYTES, new BodyBudget(40_000));
    body.packed(0);
    body.add(Buffer.buffer(packed(MAX_BYTES)));
    assertThatExceptionOfType(ScrapeException.class)
        .isThrownBy(body::unpack)
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.OVERLOADED));
  }

  /** The budget of a collector whose heap is small beside the largest page. */
  @Test
  void onePageOfTheLargestSizeFitsPackedAndUnpacked() throws IOException {
    int most = (int) (Runtime.getRuntime().maxMemory() / 8 / 10 * 10);
    Body body = new Body(most, BodyBudget.of(most));
    body.packed(most);
    body.add(Buffer.buffer(packed(most)));
    body.unpack();
    assertThat(body.length()).isEqualTo(most);
  }

  /** What it was before is no reason to refuse what it is now. */
  @Test
  void anExpectationAboveTheLimitIsNoPage() {
    Body body = new Body(MAX_BYTES, budget);
    body.expect(MAX_BYTES + 1);
    body.add(Buffer.buffer(new byte[MAX_BYTES]));
    assertThat(body.length()).isEqualTo(MAX_BYTES);
  }
}
