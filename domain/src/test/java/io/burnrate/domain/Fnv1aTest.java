package io.burnrate.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Fnv1aTest {
  /** From the FNV reference test suite (Fowler, Noll, Vo). */
  @ParameterizedTest
  @CsvSource({"'', cbf29ce484222325", "a, af63dc4c8601ec8c", "foobar, 85944171f73967e8"})
  void hashesAsThePublishedVectorsSay(String text, String expected) {
    assertThat(new Fnv1a().add(text).hex()).isEqualTo(expected);
  }

  @Test
  void textsInAnotherCutHashAlikeUnlessTheyAreSeparated() {
    assertThat(new Fnv1a().add("foo").add("bar").hex()).isEqualTo("85944171f73967e8");
    assertThat(new Fnv1a().add("ab").separate().add("c").hex())
        .isNotEqualTo(new Fnv1a().add("a").separate().add("bc").hex());
  }
}
