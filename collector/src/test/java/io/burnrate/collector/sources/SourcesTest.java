package io.burnrate.collector.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Duration passed = Duration.ZERO;
  private final InstantSource clock = () -> START.plus(passed);
  private final Sources sources = new Sources(clock, registry, LimitsConfig.DEFAULT);

  @Test
  void aSteadyStreamHasASteadyRate() {
    for (int second = 0; second < 100; second++) {
      pass(Duration.ofSeconds(1));
      source("a").accept(50);
    }
    assertThat(source("a").acceptedPerSecond()).isCloseTo(50, within(1.0));
  }

  @Test
  void theRateIsThatOfTheLastMinute() {
    source("a").accept(600);
    pass(Duration.ofSeconds(54));
    assertThat(source("a").acceptedPerSecond()).isCloseTo(600 / 60.0, within(1.0));
    pass(Duration.ofSeconds(6));
    assertThat(source("a").acceptedPerSecond()).isZero();
    assertThat(source("a").accepted()).isEqualTo(600);
  }

  @Test
  void aClockThatGoesBackLosesNothing() {
    source("a").accept(60);
    pass(Duration.ofSeconds(-20));
    source("a").accept(60);
    assertThat(source("a").acceptedPerSecond()).isCloseTo(2, within(0.2));
  }

  @Test
  void sourcesBeyondTheLimitAreCountedTogether() {
    for (int i = 0; i < Sources.MAX_SOURCES + 5; i++) {
      source("sender " + i).accept(1);
    }
    assertThat(sources.all()).hasSize(Sources.MAX_SOURCES + 1);
    assertThat(source(Sources.OTHERS).accepted()).isEqualTo(5);
    assertThat(sources.of("predictions", "x").name()).isEqualTo("x");
  }

  @Test
  void whoIsSilentForADayLeavesButTheSumsStay() {
    source("gone").accept(7);
    pass(Duration.ofHours(23));
    source("here").accept(1);
    pass(Duration.ofHours(2));
    assertThat(sources.all()).extracting(Source::name).containsExactly("here");
    assertThat(registry.get("burnrate.source.accepted").tag("route", "otlp").counter().count())
        .isEqualTo(8);
  }

  @Test
  void hostileTextsAreCutAndShownHarmless() {
    Source source = source("a\u0000b\nc\u202Ed\uD800e" + "x".repeat(1_000));
    source.fail("\u001b[31m" + "y".repeat(1_000));
    source.speaks("z".repeat(1_000));
    assertThat(source.name()).startsWith("a\uFFFDb\uFFFDc\uFFFDd\uFFFDexx").hasSize(256);
    assertThat(source.lastFailure())
        .extracting(failure -> failure == null ? "" : failure.message())
        .asString()
        .startsWith("\uFFFD[31my")
        .hasSize(256);
    assertThat(source.dialects()).allSatisfy(each -> assertThat(each).hasSize(64));
  }

  @Test
  void reasonsAndDialectsAreBounded() {
    for (int i = 0; i < 1_000; i++) {
      source("a").reject("reason " + i, 1);
      source("a").speaks("dialect " + i);
    }
    assertThat(source("a").rejected()).hasSize(Source.MAX_KINDS + 1).containsEntry("other", 936L);
    assertThat(source("a").dialects()).hasSize(Source.MAX_DIALECTS);
  }

  @Test
  void theMetricsShowFewSourcesSingly() {
    SourceMeters meters = SourceMeters.of(sources, registry, clock);
    for (int i = 1; i <= 1_000; i++) {
      source("sender " + i).accept(i);
      source("sender " + i).lag(i);
      source("sender " + i).reject("size", 1_001 - i);
    }
    meters.refresh();
    assertThat(registry.get("burnrate.sources").tag("route", "otlp").gauge().value())
        .isEqualTo(1_000);
    assertThat(registry.get("burnrate.source.lag.max.seconds").gauge().value()).isEqualTo(1);
    assertThat(registry.find("burnrate.source.top.accepted.per.second").gauges())
        .hasSize(2 * SourceMeters.MAX_SHOWN)
        .anySatisfy(each -> assertThat(each.getId().getTag("source")).isEqualTo("sender 1000"))
        .anySatisfy(each -> assertThat(each.getId().getTag("source")).isEqualTo("sender 1"));

    pass(Duration.ofMinutes(10));
    meters.refresh();
    assertThat(registry.find("burnrate.source.top.accepted.per.second").gauges()).isEmpty();
  }

  @Test
  void requestsRefusedWholeAreCountedByStatus() {
    source("a").refuse(503, "full");
    source("a").refuse(503, "full");
    source("a").refuse(413, "large");
    source("a").refuse(200, "fine");
    assertThat(source("a").refused()).isEqualTo(Map.of(503, 2L, 413, 1L));
    assertThat(source("a").lastFailure()).isEqualTo(new Source.Failure(START, "large"));
  }

  private Source source(String name) {
    return sources.of("otlp", name);
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
  }
}
