package io.burnrate.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSinkTest {
  private final ByteSink sink = new ByteSink();

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, 1_000_000, 123_456_789_012L, Long.MAX_VALUE})
  void wholeNumbersAreWrittenAsTheJdkDoes(long number) {
    sink.whole(number);
    assertThat(text()).isEqualTo(Long.toString(number));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 10, 999_999, 1_000_000, 1_000_001, 412_345_678_901L})
  void millionthsAreWrittenWithSixPlaces(long micros) {
    sink.sixPlaces(micros);
    String expected = String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
    assertThat(text()).isEqualTo(expected);
  }

  @Test
  void growsBeyondItsFirstSize() {
    byte[] part = "0123456789".getBytes(US_ASCII);
    for (int i = 0; i < 20_000; i++) {
      sink.write(part);
    }
    assertThat(sink.toBytes()).hasSize(200_000).endsWith(part);
  }

  private String text() {
    return new String(sink.toBytes(), US_ASCII);
  }
}
