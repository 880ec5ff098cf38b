package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  @Test
  void figuresBeyondTheLimitAreLeftOutAndCounted() {
    Measurements measurements = new Measurements(Set.of());
    Map<String, Double> figures = new TreeMap<>(Map.of("unknown", Double.NaN));
    for (int i = 0; i < Measurements.MAX_FIGURES + 3; i++) {
      figures.put("f" + i, 1.0);
    }
    measurements.add("store", figures);

    assertThat(measurements.snapshots()).hasSize(Measurements.MAX_FIGURES + 1);
    assertThat(omitted(measurements)).isEqualTo(3);
  }

  @Test
  void nothingIsLeftOutBelowTheLimit() {
    Measurements measurements = new Measurements(Set.of());
    measurements.add("store", Map.of("rows", 5.0, "unknown", Double.NaN));

    assertThat(measurements.snapshots()).hasSize(2);
    assertThat(omitted(measurements)).isZero();
  }

  private static double omitted(Measurements measurements) {
    return measurements.snapshots().stream()
        .filter(each -> each.getMetadata().getName().equals(Measurements.OMITTED))
        .map(each -> ((GaugeSnapshot) each).getDataPoints().get(0).getValue())
        .findFirst()
        .orElseThrow();
  }
}
