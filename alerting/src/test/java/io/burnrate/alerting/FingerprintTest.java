package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /**
   * The labels' names and values, each ended by the byte 0xff: computed outside of this program.
   */
  @Test
  void identityStaysTheSameFromReleaseToRelease() {
    assertThat(Fingerprint.of(Map.of("b", "2", "a", "1"))).isEqualTo("1cc37fac8a64ae01");
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
