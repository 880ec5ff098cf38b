package io.burnrate.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
  private final Decimal decimal = new Decimal();

  @Test
  void shortWayGivesTheBitsOfParseDouble() {
    Random random = new Random(11);
    int plain = 0;
    for (int i = 0; i < 200_000; i++) {
      double scale = Math.pow(10, random.nextInt(16) - 3);
      String text =
          random.nextBoolean()
              ? String.valueOf((long) (random.nextGaussian() * scale))
              : String.format(
                  Locale.ROOT, "%." + (1 + random.nextInt(9)) + "f", random.nextGaussian() * scale);
      byte[] line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
      if (decimal.readPlain(line, 0, line.length)) {
        plain++;
        assertThat(Double.doubleToRawLongBits(decimal.value))
            .as(text)
            .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
        assertThat(decimal.end).isEqualTo(text.length());
      }
    }
    assertThat(plain).isGreaterThan(180_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".5",
        "5.",
        "1e3",
        "NaN",
        "+1",
        "1 2",
        "1x",
        "1234567890123456789",
        "--1"
      })
  void shortWayLeavesEverythingElseAlone(String text) {
    byte[] line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
    assertThat(decimal.readPlain(line, 0, line.length)).isFalse();
  }

  @Test
  void shortWayNeedsTheLinesEnd() {
    assertThat(decimal.readPlain("12".getBytes(StandardCharsets.US_ASCII), 0, 2)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1e3, 1000",
    "+1.5, 1.5",
    ".5, 0.5",
    "5., 5",
    "9223372036854775794, 9.223372036854776e18"
  })
  void longWayReadsWhatParseDoubleReads(String text, double value) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(decimal.read(bytes, 0, bytes.length)).isNull();
    assertThat(decimal.value).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NOT_FINITE",
    "+Inf, NOT_FINITE",
    "-Inf, NOT_FINITE",
    "<<<NOT_SUPPORTED>>>, SENTINEL",
    "ERROR, NOT_A_NUMBER",
    "12abc, NOT_A_NUMBER",
    "1d, NOT_A_NUMBER",
    "0x1p3, NOT_A_NUMBER",
    "1.2.3, NOT_A_NUMBER",
    "-, NOT_A_NUMBER"
  })
  void longWaySaysWhyTextIsNoNumber(String text, Reject reason) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(decimal.read(bytes, 0, bytes.length)).isEqualTo(reason);
  }
}
