package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordingTest {
  @Test
  void numbersAreShort() {
    assertThat(Wording.number(3)).isEqualTo("3");
    assertThat(Wording.number(1_700_000_000_123.0)).isEqualTo("1700000000123");
    assertThat(Wording.number(1 / 3.0)).isEqualTo("0.333333");
    assertThat(Wording.number(-2.5e-9)).isEqualTo("-2.5E-9");
  }

  @Test
  void figuresHaveThreeDigits() {
    assertThat(Wording.figure(1.01549)).isEqualTo("1.02");
    assertThat(Wording.figure(0)).isEqualTo("0");
    assertThat(Wording.figure(1.234e-45)).isEqualTo("1.2E-45");
  }

  @Test
  void longNamesAreCutBetweenCharacters() {
    assertThat(Wording.name("x".repeat(61))).isEqualTo("x".repeat(60) + "...");
    assertThat(Wording.name("x".repeat(59) + "\uD83D\uDE00")).isEqualTo("x".repeat(59) + "...");
    assertThat(Wording.name("short")).isEqualTo("short");
  }
}
