package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTextTest {
  @Test
  void leavesAGoodTextAlone() {
    assertThat(CleanText.of("Grüße 🚀", 100)).isEqualTo("Grüße 🚀");
  }

  @Test
  void replacesNulAndHalfSurrogates() {
    assertThat(CleanText.of("a\0b\uD83Dc\uDE80", 100)).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
  }

  @Test
  void cutsToTheLimit() {
    assertThat(CleanText.of("abcdef", 3)).isEqualTo("abc");
  }

  @Test
  void neverCutsThroughAPair() {
    assertThat(CleanText.of("ab🚀", 3)).isEqualTo("ab");
  }
}
