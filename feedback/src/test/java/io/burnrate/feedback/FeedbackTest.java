package io.burnrate.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.UtilizationBasis;
import io.burnrate.feedback.HintReport.Hint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration IDLE_AFTER = Duration.ofMinutes(5);

  /** A GPU under construction; a field not set is that of a free, healthy, fresh GPU. */
  private static final class Gpu {
    String node = "n1";
    double free = 1;
    @Nullable Instant idleSince;
    int xid;
    @Nullable Instant xidSince;
    double usdPerHour = 2;
    double powerWatts = 100;
    double trust = 1;
    Instant heard = NOW;

    GpuStatus named(String uuid) {
      List<OwnerShare> owners =
          free == 1
              ? List.of()
              : List.of(OwnerShare.unmeasured(new Owner("team-a", "train", "train-0", "main")));
      return new GpuStatus(
          "lab",
          "h100",
          node,
          uuid,
          "H100",
          owners,
          free,
          0.0,
          UtilizationBasis.SM_ACTIVE,
          powerWatts,
          0.25,
          idleSince,
          xid,
          xidSince,
          usdPerHour,
          trust,
          NOW.minusSeconds(3600),
          heard,
          heard.plusSeconds(50));
    }
  }

  @Test
  void theNodeWithMoreFreeGpusComesFirst() {
    HintReport report = hints(free("n1", "a"), taken("n1", "b"), free("n2", "c"), free("n2", "d"));
    assertThat(ofKind(report.placement(), "placeOnNode"))
        .extracting(Hint::target)
        .containsExactly("n2", "n1");
    assertThat(report.placementTotal()).isEqualTo(5);
  }

  /** 1 · 1 · (0.6 · 2/2 + 0.3 · 2/2 + 0.1 · (1 − 100/100)) by hand. */
  @Test
  void aNodesScoreIsTheDocumentedOne() {
    Hint node = ofKind(hints(free("n1", "a"), free("n1", "b")).placement(), "placeOnNode").get(0);
    assertThat(node.score()).isCloseTo(0.9, within(1e-12));
    assertThat(node.costUsdPerHour()).isEqualTo(4);
    assertThat(node.evidence()).containsEntry("freeGpus", 2.0).containsEntry("wholeFreeGpus", 2);
  }

  @Test
  void wholeFreeGpusAreBetterThanTheSameCapacityInFragments() {
    Gpu half = new Gpu();
    half.node = "fragments";
    half.free = 0.5;
    HintReport report =
        hints(half.named("a"), half.named("b"), free("whole", "c"), taken("whole", "d"));
    assertThat(ofKind(report.placement(), "placeOnNode").get(0).target()).isEqualTo("whole");
  }

  @Test
  void aFreeGpuBesideTakenOnesIsPreferredSoThatEmptyNodesStayWhole() {
    HintReport report =
        hints(free("empty", "a"), free("empty", "b"), free("used", "c"), taken("used", "d"));
    assertThat(ofKind(report.placement(), "placeOnGpu").get(0).target()).isEqualTo("c");
  }

  @Test
  void theCoolerOfTwoEqualGpusIsPreferred() {
    Gpu cool = new Gpu();
    cool.powerWatts = 50;
    HintReport report = hints(free("n1", "hot"), cool.named("cool"));
    assertThat(ofKind(report.placement(), "placeOnGpu").get(0).target()).isEqualTo("cool");
  }

  @Test
  void aGpuWithARecentHardwareErrorIsNotRecommended() {
    Gpu broken = new Gpu();
    broken.xid = 79;
    broken.xidSince = NOW.minusSeconds(60);
    HintReport report = hints(broken.named("a"), free("n1", "b"));
    assertThat(ofKind(report.placement(), "placeOnGpu"))
        .extracting(Hint::target)
        .containsExactly("b");
    assertThat(report.faultyGpus()).isEqualTo(1);
    broken.xidSince = NOW.minus(Health.XID_RECENT_FOR);
    assertThat(hints(broken.named("a")).faultyGpus()).isZero();
  }

  @Test
  void anApplicationErrorHalvesTheScore() {
    Gpu crashed = new Gpu();
    crashed.xid = 31;
    crashed.xidSince = NOW.minusSeconds(60);
    double score = ofKind(hints(crashed.named("a")).placement(), "placeOnGpu").get(0).score();
    double sound = ofKind(hints(free("n1", "a")).placement(), "placeOnGpu").get(0).score();
    assertThat(score).isCloseTo(sound / 2, within(1e-12));
  }

  @Test
  void aStaleGpuIsInNoAdvice() {
    Gpu silent = new Gpu();
    silent.heard = NOW.minusSeconds(50);
    Gpu idle = new Gpu();
    idle.heard = NOW.minusSeconds(50);
    idle.free = 0;
    idle.idleSince = NOW.minusSeconds(3600);
    HintReport report = hints(silent.named("a"), idle.named("b"));
    assertThat(report.placement()).isEmpty();
    assertThat(report.reclaim()).isEmpty();
    assertThat(report.staleGpus()).isEqualTo(2);
  }

  /** Readings hold 50 s: full trust until 20 s, half of it at 35 s. */
  @Test
  void confidenceFallsWithAgeAndTrust() {
    assertThat(confidenceAt(0, 1)).isEqualTo(1);
    assertThat(confidenceAt(20, 1)).isCloseTo(1, within(1e-12));
    assertThat(confidenceAt(35, 1)).isCloseTo(0.5, within(1e-12));
    assertThat(confidenceAt(35, 0.5)).isCloseTo(0.25, within(1e-12));
    assertThat(confidenceAt(-10, 1)).isEqualTo(1);
  }

  @Test
  void idleGpusAreReclaimedMostMoneyFirstAndThenLongestIdle() {
    HintReport report =
        hints(idle("cheap", 1, 7200), idle("dear", 4, 600), idle("dearOld", 4, 900));
    assertThat(report.reclaim())
        .extracting(Hint::target)
        .containsExactly("dearOld", "dear", "cheap");
    assertThat(report.reclaim()).extracting(Hint::score).containsExactly(1.0, 1.0, 0.25);
  }

  /** 4 USD an hour, idle for 30 minutes, waste after the first five: 2 and 5/3 USD. */
  @Test
  void reclaimEvidenceIsWorkedOutByHand() {
    Hint hint = hints(idle("a", 4, 1800)).reclaim().get(0);
    assertThat(hint.evidence())
        .containsEntry("idleSince", "2026-03-01T11:30:00Z")
        .containsEntry("idleSeconds", 1800.0)
        .containsEntry("idleCostUsd", 2.0)
        .containsEntry("utilizationRatio", 0.0)
        .containsEntry("memoryUsedRatio", 0.25)
        .containsEntry("owners", List.of("team-a/train/train-0"));
    assertThat(hint.evidence())
        .hasEntrySatisfying(
            "wastedUsd", usd -> assertThat((Double) usd).isCloseTo(5.0 / 3, within(1e-12)));
    assertThat(hint.costUsdPerHour()).isEqualTo(4);
    assertThat(hint.reason()).contains("team-a/train/train-0").contains("30 minutes");
  }

  @Test
  void aGpuIdleForLessThanTheSettingIsLeftAlone() {
    assertThat(hints(idle("a", 4, 299)).reclaim()).isEmpty();
    assertThat(hints(idle("a", 4, 300)).reclaim()).hasSize(1);
  }

  @Test
  void withoutPricesTheLongestIdleComesFirst() {
    HintReport report = hints(idle("short", 0, 600), idle("long", 0, 1200));
    assertThat(report.reclaim()).extracting(Hint::target).containsExactly("long", "short");
    assertThat(report.reclaim()).extracting(Hint::score).containsExactly(1.0, 0.5);
  }

  @Test
  void aReadingsSmallChangeIsNoOtherAdvice() {
    List<String> ids =
        Stream.of(0.26, 0.28, 0.5)
            .map(
                free -> {
                  Gpu gpu = new Gpu();
                  gpu.free = free;
                  return ofKind(hints(gpu.named("a")).placement(), "placeOnGpu").get(0).id();
                })
            .toList();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
  }

  @Test
  void anIdStandsAsLongAsTheAdvice() {
    GpuStatus gpu = idle("a", 4, 600);
    assertThat(hints(gpu).reclaim().get(0).id()).isEqualTo(hints(gpu).reclaim().get(0).id());
    assertThat(hints(idle("a", 4, 660)).reclaim().get(0).id())
        .isNotEqualTo(hints(gpu).reclaim().get(0).id());
  }

  @Test
  void unknownFiguresAreLeftOut() {
    Gpu unmetered = new Gpu();
    unmetered.powerWatts = Double.NaN;
    Hint hint = ofKind(hints(unmetered.named("a")).placement(), "placeOnGpu").get(0);
    assertThat(hint.evidence()).doesNotContainKey("powerWatts").containsKey("freeRatio");
    assertThat(hint.score()).isCloseTo(0.65, within(1e-12));
  }

  @Test
  void listsAreCutAndTheTotalsSayHowMuch() {
    List<GpuStatus> fleet = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      fleet.add(free("n" + i, "free-" + i));
      fleet.add(idle("idle-" + i, 1, 600));
    }
    HintReport report = hints(fleet.toArray(GpuStatus[]::new));
    assertThat(report.placement()).hasSize(HintReport.MAX_HINTS);
    assertThat(ofKind(report.placement(), "placeOnNode")).hasSize(HintReport.MAX_HINTS / 2);
    assertThat(report.placementTotal()).isEqualTo(1200);
    assertThat(report.reclaim()).hasSize(HintReport.MAX_HINTS);
    assertThat(report.reclaimTotal()).isEqualTo(600);
  }

  @Test
  void anEmptyFleetGivesNoAdvice() {
    HintReport report = hints();
    assertThat(report.placement()).isEmpty();
    assertThat(report.reclaim()).isEmpty();
    assertThat(report.at()).isEqualTo(NOW);
  }

  private static double confidenceAt(long ageSeconds, double trust) {
    Gpu gpu = new Gpu();
    gpu.heard = NOW.minusSeconds(ageSeconds);
    gpu.trust = trust;
    return Health.confidenceRatio(gpu.named("a"), NOW);
  }

  private static HintReport hints(GpuStatus... gpus) {
    return Feedback.create(() -> List.of(gpus), IDLE_AFTER, () -> NOW).hints();
  }

  private static List<Hint> ofKind(List<Hint> hints, String kind) {
    return hints.stream().filter(hint -> hint.kind().equals(kind)).toList();
  }

  private static GpuStatus free(String node, String uuid) {
    Gpu gpu = new Gpu();
    gpu.node = node;
    return gpu.named(uuid);
  }

  private static GpuStatus taken(String node, String uuid) {
    Gpu gpu = new Gpu();
    gpu.node = node;
    gpu.free = 0;
    return gpu.named(uuid);
  }

  private static GpuStatus idle(String uuid, double usdPerHour, long idleSeconds) {
    Gpu gpu = new Gpu();
    gpu.free = 0;
    gpu.usdPerHour = usdPerHour;
    gpu.idleSince = NOW.minusSeconds(idleSeconds);
    return gpu.named(uuid);
  }
}
