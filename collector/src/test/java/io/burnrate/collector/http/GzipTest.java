package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipTest {
  private static final long LIMIT = 100_000;

  @ParameterizedTest
  @CsvSource({
    "gzip, true",
    "'deflate, GZIP;q=0.5', true",
    "'gzip;q=0', false",
    "'gzip; q=0.00', false",
    "deflate, false",
    "'', false",
    ", false"
  })
  void knowsWhoReadsGzip(String header, boolean accepted) {
    assertThat(Gzip.accepted(header)).isEqualTo(accepted);
  }

  @Test
  void unpacksWhatWasPacked() {
    byte[] content = "a line\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    assertThat(Gzip.unpack(packed(content), LIMIT, more -> {})).isEqualTo(content);
  }

  @Test
  void unpacksMembersOneAfterTheOther() throws IOException {
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(packed("one ".getBytes(StandardCharsets.UTF_8)));
    two.write(packed("two".getBytes(StandardCharsets.UTF_8)));
    assertThat(Gzip.unpack(two.toByteArray(), LIMIT, more -> {})).asString().isEqualTo("one two");
  }

  @Test
  void takesContentOfExactlyTheLimit() {
    assertThat(Gzip.unpack(packed(new byte[(int) LIMIT]), LIMIT, more -> {})).hasSize((int) LIMIT);
  }

  @Test
  void refusesMoreThanTheLimitWithoutHoldingIt() {
    byte[] bomb = packed(new byte[50_000_000]);
    AtomicLong held = new AtomicLong();
    assertThatThrownBy(() -> Gzip.unpack(bomb, LIMIT, held::addAndGet))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.status()).isEqualTo(413));
    assertThat(held.get()).isLessThanOrEqualTo(LIMIT + 1);
  }

  @Test
  void refusesABrokenStream() {
    byte[] whole = packed("a line\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> Gzip.unpack(half, LIMIT, more -> {}))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.status()).isEqualTo(400));
  }

  @Test
  void refusesWhatIsNoGzip() {
    byte[] plain = "{}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Gzip.unpack(plain, LIMIT, more -> {}))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.status()).isEqualTo(400));
  }

  private static byte[] packed(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
