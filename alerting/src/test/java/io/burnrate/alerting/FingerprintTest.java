package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  /** From the FNV reference test suite (Fowler, Noll, Vo; draft-eastlake-fnv). */
  @ParameterizedTest
  @CsvSource({"'', cbf29ce484222325", "a, af63dc4c8601ec8c", "foobar, 85944171f73967e8"})
  void hashesAsThePublishedVectorsSay(String text, String expected) {
    long hash = Fingerprint.fnv1a(text.getBytes(StandardCharsets.UTF_8));
    assertThat(Long.toHexString(hash)).isEqualTo(expected);
  }

  @Test
  void priceIsNoPartOfTheIdentity() {
    String cheap = Fingerprint.of(Map.of("alertname", "A", "gpu", "x", "costUsdPerHour", "1.00"));
    String dear = Fingerprint.of(Map.of("alertname", "A", "gpu", "x", "costUsdPerHour", "9.00"));
    assertThat(cheap).isEqualTo(dear).hasSize(16);
  }

  @Test
  void nameAndValueDoNotRunIntoEachOther() {
    assertThat(Fingerprint.of(Map.of("a", "bc"))).isNotEqualTo(Fingerprint.of(Map.of("ab", "c")));
  }
}
