package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DriftConfigTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void valuesOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> new DriftConfig(HOUR, 0, HOUR, 1, 2, 0.1, 0.1, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("referenceRows");
    assertThatThrownBy(() -> new DriftConfig(HOUR, 1, Duration.ZERO, 1, 2, 0.1, 0.1, 0.05))
        .hasMessageContaining("currentWindow");
    assertThatThrownBy(() -> new DriftConfig(HOUR, 1, HOUR, 1_000_001, 2, 0.1, 0.1, 0.05))
        .hasMessageContaining("currentRows");
    assertThatThrownBy(() -> new DriftConfig(HOUR, 1, HOUR, 1, 1, 0.1, 0.1, 0.05))
        .hasMessageContaining("minRows");
    assertThatThrownBy(() -> new DriftConfig(HOUR, 1, HOUR, 1, 2, Double.NaN, 0.1, 0.05))
        .hasMessageContaining("psiThreshold");
    assertThatThrownBy(() -> new DriftConfig(HOUR, 1, HOUR, 1, 2, 0.1, 1.1, 0.05))
        .hasMessageContaining("effectThreshold");
    assertThatThrownBy(() -> new DriftConfig(HOUR, 1, HOUR, 1, 2, 0.1, 0.1, 1))
        .hasMessageContaining("alpha");
  }
}
