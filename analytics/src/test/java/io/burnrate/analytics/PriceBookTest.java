package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.Price;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceBookTest {
  private static final long HOUR = 3_600_000;

  private final PriceBook prices =
      new PriceBook(List.of(new Price("*", 1.00), new Price("NVIDIA H100 80GB HBM3", 2.49)));

  @Test
  void anExactModelGoesBeforeTheStar() {
    assertThat(prices.usdPerGpuHour("NVIDIA H100 80GB HBM3")).isEqualTo(2.49);
    assertThat(prices.usdPerGpuHour("NVIDIA L4")).isEqualTo(1.00);
  }

  @Test
  void withoutARowAGpuCostsNothing() {
    assertThat(new PriceBook(List.of()).nanoUsd("any", 0, HOUR)).isZero();
  }

  @Test
  void anHourCostsItsPrice() {
    long start = 1_790_000_000_000L;
    assertThat(prices.nanoUsd("NVIDIA H100 80GB HBM3", start, start + HOUR))
        .isEqualTo(2_490_000_000L);
  }

  @Test
  void minutesAddUpToTheHourThoughAMinuteIsNoWholeNumber() {
    PriceBook odd = new PriceBook(List.of(new Price("*", 1.0000001)));
    long start = 1_790_000_000_123L;
    long sum = 0;
    for (int i = 0; i < 24 * 60; i++) {
      sum += odd.nanoUsd("x", start + i * 60_000L, start + (i + 1) * 60_000L);
    }
    assertThat(sum).isEqualTo(24 * 1_000_000_100L);
  }
}
