package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "500ms, 500",
    "15s, 15000",
    "5m, 300000",
    "1h30m, 5400000",
    "30d, 2592000000",
    "1d2h3m4s5ms, 93784005",
    "90s, 90000",
    "1m500ms, 60500"
  })
  void readsUnitsFromLargeToSmall(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "1.5h", "-5s", "5 s", "30m1h", "1s1s", "5M", "1w", "9999999999s"})
  void refusesEverythingElse(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "500ms", "1m30s", "1h30m", "30d", "1d2h3m4s5ms"})
  void showsWhatItReads(String text) {
    assertThat(Durations.show(Durations.parse(text).orElseThrow())).isEqualTo(text);
  }
}
