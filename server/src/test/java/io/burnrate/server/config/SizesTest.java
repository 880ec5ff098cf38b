package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
  @ParameterizedTest
  @CsvSource({"0B, 0", "1B, 1", "512KiB, 524288", "64MiB, 67108864", "2GiB, 2147483648"})
  void readsPowersOf1024AndShowsThem(String text, long bytes) {
    assertThat(Sizes.parse(text)).contains(bytes);
    assertThat(Sizes.show(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "64MB", "64M", "64Mi", "1.5GiB", "-1B", "9999999TiB", "64 MiB"})
  void refusesEverythingElse(String text) {
    assertThat(Sizes.parse(text)).isEmpty();
  }
}
