package io.burnrate.collector.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesLimitTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Duration passed = Duration.ZERO;
  private final InstantSource clock = () -> START.plus(passed);
  private final Sources sources =
      new Sources(clock, new SimpleMeterRegistry(), new LimitsConfig("X", 0, 100, 250));

  @Test
  void newSeriesBeyondTheLimitAreRefusedAndKnownOnesGoOn() {
    SeriesLimit series = series("a");
    assertThat(admitted(series, 0, 150)).isEqualTo(100);
    assertThat(admitted(series, 0, 100)).isEqualTo(100);
    assertThat(admitted(series, 100, 150)).isZero();
    assertThat(series.count()).isEqualTo(100);
    assertThat(series.refused()).isEqualTo(100);
  }

  @Test
  void theLimitOfAllHoldsForAllTogether() {
    assertThat(admitted(series("a"), 0, 100)).isEqualTo(100);
    assertThat(admitted(series("b"), 0, 100)).isEqualTo(100);
    assertThat(admitted(series("c"), 0, 100)).isEqualTo(50);
    assertThat(sources.seriesCount()).isEqualTo(250);
  }

  @Test
  void aTargetsSeriesAreKeptWhenSendersHaveFilledTheLimitOfAll() {
    for (String sender : List.of("a", "b", "c")) {
      admitted(series(sender), 0, 100);
    }
    SeriesLimit target = sources.of(Sources.SCRAPE, "http://node-1:9400/metrics").series();
    assertThat(admitted(target, 0, 100)).isEqualTo(100);
    assertThat(target.refused()).isZero();
    assertThat(sources.seriesCount()).isEqualTo(250);
  }

  @Test
  void aTargetHasALimitOfItsOwnAllTheSame() {
    SeriesLimit target = sources.of(Sources.SCRAPE, "http://node-1:9400/metrics").series();
    assertThat(admitted(target, 0, 150)).isEqualTo(100);
  }

  @Test
  void seriesThatAreNotHeardMakeRoom() {
    SeriesLimit series = series("a");
    admitted(series, 0, 100);
    passed = Duration.ofMinutes(61);
    assertThat(admitted(series, 0, 40)).isEqualTo(40);
    assertThat(series.count()).isEqualTo(100);
    passed = Duration.ofMinutes(122);
    assertThat(admitted(series, 0, 40)).isEqualTo(40);
    assertThat(series.count()).isEqualTo(40);
    assertThat(admitted(series, 200, 300)).isEqualTo(60);
    assertThat(sources.seriesCount()).isEqualTo(100);
  }

  @Test
  void aSourceThatLeavesTakesItsSeriesAlong() {
    admitted(series("a"), 0, 100);
    passed = Duration.ofHours(25);
    sources.all();
    assertThat(sources.seriesCount()).isZero();
  }

  @Test
  void theOrderOfLabelsMakesNoDifferenceButTheirPlacesDo() {
    SeriesLimit series = series("a");
    series.admit("m", Map.of("a", "1", "b", "2"));
    series.admit("m", Map.of("b", "2", "a", "1"));
    assertThat(series.count()).isEqualTo(1);
    series.admit("m", Map.of("a", "2", "b", "1"));
    series.admit("n", Map.of("a", "1", "b", "2"));
    assertThat(series.count()).isEqualTo(3);
  }

  @Test
  void theWorstMetricIsFoundAmongManyRareOnes() {
    TopCounts counts = new TopCounts(32);
    for (int i = 0; i < 10_000; i++) {
      counts.add(i % 10 == 0 ? "the worst" : "rare " + i);
    }
    TopCounts.Count first = counts.top(1).get(0);
    assertThat(first.name()).isEqualTo("the worst");
    assertThat(first.value()).isBetween(1_000L, 1_000L + 10_000 / 32);
  }

  @Test
  void distinctValuesAreCountedExactlyAndThenEstimated() {
    DistinctCount count = new DistinctCount();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 63; i++) {
        count.add(Hashes.of("value " + i));
      }
    }
    assertThat(count.estimate()).isEqualTo(63);
    for (int i = 0; i < 100_000; i++) {
      count.add(Hashes.of("value " + i));
    }
    assertThat((double) count.estimate()).isCloseTo(100_000, within(55_000.0));
  }

  @Test
  void aSetKnowsWhatIsInIt() {
    LongSet set = new LongSet();
    Random random = new Random(7);
    long[] hashes = random.longs(10_000).distinct().toArray();
    for (long each : hashes) {
      assertThat(set.contains(each)).isFalse();
      set.add(each);
    }
    set.add(0);
    assertThat(set.size()).isEqualTo(hashes.length + 1);
    for (long each : hashes) {
      assertThat(set.contains(each)).isTrue();
    }
    assertThat(set.contains(0)).isTrue();
  }

  private static int admitted(SeriesLimit series, int from, int to) {
    int admitted = 0;
    for (int i = from; i < to; i++) {
      admitted += series.admit("up", Map.of("i", Integer.toString(i))) ? 1 : 0;
    }
    return admitted;
  }

  private SeriesLimit series(String name) {
    return sources.of("otlp", name).series();
  }
}
