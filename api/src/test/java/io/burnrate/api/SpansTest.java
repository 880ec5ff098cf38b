package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpansTest {
  @ParameterizedTest
  @CsvSource({"15m,PT15M", "1h30m,PT1H30M", "30d,PT720H", "1h15m0s,PT1H15M", "90s,PT90S"})
  void readsLengths(String text, Duration expected) {
    assertThat(Spans.length(text)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "15", "15 m", "-15m", "1.5h", "30m1h", "9999999999s", "15M"})
  void refusesWhatIsNoLength(String text) {
    assertThat(Spans.length(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT5M,5m", "PT1H,1h", "PT6H,6h", "P30D,30d", "PT90S,90s", "PT0S,0s"})
  void writesLengthsInTheirLargestWholeUnit(Duration length, String expected) {
    assertThat(Spans.text(length)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "now", "2026-01-01", "2026-01-01T00:00:00", "-5", "1e9", "12345678901234567"})
  void refusesWhatIsNoInstant(String text) {
    assertThat(Spans.instant(text)).isEmpty();
  }

  @Test
  void readsFractionsOfSeconds() {
    assertThat(Spans.instant("1435781430.781")).hasValue(Instant.parse("2015-07-01T20:10:30.781Z"));
  }
}
