package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.collector.sources.Sources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A service may have two series here. */
class MetricSeriesTest {
  private static final InstantSource CLOCK = InstantSource.fixed(RunningReceiver.NOW);

  private final Sources sources =
      new Sources(CLOCK, new SimpleMeterRegistry(), new LimitsConfig("X", 0, 2, 100));

  @Test
  void pointsOfNewSeriesBeyondTheLimitAreRejectedAndKnownOnesGoOn() {
    assertThat(export("a", "b", "c", "a").rejected(Fault.SERIES_LIMIT)).isEqualTo(1);
    Tally again = export("c", "b", "a");
    assertThat(again.accepted()).isEqualTo(2);
    assertThat(again.rejected(Fault.SERIES_LIMIT)).isEqualTo(1);
    assertThat(sources.of("otlp", "chat").series().count()).isEqualTo(2);
  }

  @Test
  void badPointsTakeUpNoSeries() {
    Metric[] bad =
        MetricRejectTest.bad().map(each -> (Metric) each.get()[1]).toArray(Metric[]::new);
    Tally tally = TakenExport.of(Signal.METRICS, Points.of(bad), sources).tally;
    assertThat(tally.rejected()).isEqualTo(bad.length);
    assertThat(tally.rejected(Fault.SERIES_LIMIT)).isZero();
    assertThat(sources.of("otlp", "chat").series().count()).isZero();
  }

  private Tally export(String... pods) {
    Metric[] points =
        Stream.of(pods)
            .map(pod -> Points.gauge("up", "", Points.point(1, Exports.text("pod", pod))))
            .toArray(Metric[]::new);
    return TakenExport.of(Signal.METRICS, Points.of(points), sources).tally;
  }
}
