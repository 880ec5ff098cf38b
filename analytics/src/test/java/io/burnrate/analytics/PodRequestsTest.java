package io.burnrate.analytics;

import static io.burnrate.analytics.OneMinute.START;
import static io.burnrate.analytics.OneMinute.dcgm;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.OwnerShare;
import io.burnrate.store.GpuMetric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pods asked for of a GPU, worked by hand: what METADATA tells meets what a page names. */
class PodRequestsTest {
  private static final long BEFORE = START - 3_600_000;
  private static final double GIB = 1L << 30;

  private final PodRequests requests = new PodRequests();
  private final OneMinute minute = new OneMinute(requests);

  @Test
  void fractionsAreTheWeightsAndTheRestIsNobodys() {
    requests.note("lab/t/a-0", BEFORE, "0.5|||a|");
    requests.note("lab/t/b-0", BEFORE, "0.25|||b|");
    requests.note("other/t/a-0", BEFORE, "0.1|||a|");
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a", "t/b"));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 15_000L, "unallocated", 15_000L));
    assertThat(minute.basis("a")).isEqualTo("requestedFraction");
    assertThat(minute.sum("requested_share_millis")).isEqualTo(45_000);
  }

  /** KAI has a pod of its own hold the GPU, and dcgm-exporter names that one. */
  @Test
  void aPlaceholderGivesWayToThoseItHoldsTheGpuFor() {
    requests.note("lab/kai/gpu-reservation-0", BEFORE, "||g-1|gpu-reservation|whole");
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1|train|");
    requests.note("lab/u/b-0", BEFORE, "|" + 20 * GIB + "|g-1|chat|");
    requests.note("lab/u/c-0", BEFORE, "0.5||g-2|elsewhere|");
    minute.read(
        s ->
            dcgm(s)
                .busy(0.3)
                .with(GpuMetric.MEMORY_USED_BYTES, 30 * GIB)
                .with(GpuMetric.MEMORY_FREE_BYTES, 50 * GIB)
                .pods("kai/gpu-reservation"));
    // A half, and 20 of 80 GiB.
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("train", 30_000L, "chat", 15_000L, "unallocated", 15_000L));
  }

  @Test
  void aSharerWhoseRequestCannotBeReadIsOneOfTheEqual() {
    requests.note("lab/kai/gpu-reservation-0", BEFORE, "||g-1|gpu-reservation|whole");
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1|a|");
    requests.note("lab/t/b-0", BEFORE, "||g-1|b|");
    minute.read(s -> dcgm(s).busy(0.3).pods(s < 30 ? "kai/gpu-reservation" : "t/b"));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "b", 30_000L));
    assertThat(minute.basis("a")).isEqualTo("equalSplit");
    assertThat(minute.measurement("unknown_request_samples_total")).isEqualTo(7);
  }

  /** Nobody says that a pod is gone which was deleted while its collector was away. */
  @Test
  void aSharerThatIsNotToldOfAnyMoreIsGone() {
    requests.note("lab/kai/gpu-reservation-0", BEFORE, "||g-1|gpu-reservation|whole");
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1|a|");
    // Two and a half hours before 25 s.
    requests.note("lab/t/b-0", START + 25_000 - 9_000_000, "0.25||g-1|b|");
    minute.read(s -> dcgm(s).busy(0.3).pods("kai/gpu-reservation"));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 7_500L, "unallocated", 22_500L));
  }

  @Test
  void theContainersOfAPodShareItsRequest() {
    requests.note("lab/t/a-0", BEFORE, "0.5|||a|");
    requests.note("lab/t/b-0", BEFORE, "0.25|||b|");
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a:main", "t/a:side", "t/b"));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 15_000L, "unallocated", 15_000L));
  }

  @Test
  void oneOfAGroupBringsTheOthers() {
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1|a|");
    requests.note("lab/t/b-0", BEFORE, "0.25||g-1|b|");
    minute.read(s -> dcgm(s).busy(0.3).pods(s < 30 ? new String[] {"t/a"} : both()));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 15_000L, "unallocated", 15_000L));
  }

  private static String[] both() {
    return new String[] {"t/b", "t/a"};
  }

  @Test
  void ofAPodOnSeveralGpusItIsNotKnownWhoIsOnThisOne() {
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1,g-2|a|");
    requests.note("lab/t/b-0", BEFORE, "0.25||g-1|b|");
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a"));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "unallocated", 30_000L));
  }

  @Test
  void aRequestThatChangesHoldsFromThen() {
    requests.note("lab/t/a-0", BEFORE, "0.5|||a|");
    requests.note("lab/t/a-0", START + 25_000, "0.25|||a|");
    minute.read(s -> dcgm(s).busy(0.1).pods("t/a"));
    // The reading at 30 s is the first one after the change.
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 22_500L, "unallocated", 37_500L));
  }

  @Test
  void aPodThatEndedLeavesItsGroup() {
    requests.note("lab/kai/gpu-reservation-0", BEFORE, "||g-1|gpu-reservation|whole");
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1|a|");
    requests.note("lab/t/b-0", BEFORE, "0.5||g-1|b|");
    requests.note("lab/t/b-0", START + 30_000, "0.5||g-1|b|gone");
    minute.read(s -> dcgm(s).busy(0.1).pods("kai/gpu-reservation"));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 15_000L, "unallocated", 15_000L));
  }

  @Test
  void whatIsToldLateChangesNoClosedMinute() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a", "t/b"));
    Map<String, Long> closed = minute.sums("gpu_millis");
    assertThat(closed).isEqualTo(Map.of("a", 30_000L, "b", 30_000L));
    requests.note("lab/t/a-0", START + 5_000, "0.5|||a|");
    requests.note("lab/t/b-0", START + 5_000, "0.25|||b|");
    for (int s = 70; s <= 120; s += 10) {
      minute.ledger.observe(dcgm(s).busy(0.3).pods("t/a", "t/b").rows());
    }
    minute.ledger.tick(START + 150_000);
    assertThat(minute.sums("gpu_millis")).isEqualTo(closed);
    assertThat(minute.ledger.totals().residualGpuMillis()).isZero();
    long[] allocated = new long[1];
    minute.ledger.totals().lines().stream()
        .filter(line -> line.namespace().equals("t"))
        .forEach(line -> allocated[0] += line.gpuMillis());
    // 10 s of the second minute are under the reading of 60 s, the rest is by request.
    assertThat(allocated[0]).isEqualTo(60_000 + 10_000 + 37_500);
  }

  @Test
  void aPodOfWhichNothingIsToldMakesAllEqual() {
    requests.note("lab/t/a-0", BEFORE, "0.1|||a|");
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a", "t/b"));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "b", 30_000L));
    assertThat(minute.measurement("unknown_request_samples_total")).isEqualTo(7);
  }

  @Test
  void badRowsAreCounted() {
    requests.note("lab/t/a-0", BEFORE, "half");
    requests.note("nowhere", BEFORE, "0.5|||a|");
    assertThat(requests.measurements())
        .containsEntry("bad_pod_requests_total", 2.0)
        .containsEntry("known_pod_requests", 0.0);
  }

  @Test
  void podsBeyondTheLimitAreCounted() {
    for (int i = 0; i < PodRequests.MAX_PODS + 3; i++) {
      requests.note("lab/t/p" + i, BEFORE, "0.5|||p|");
    }
    assertThat(requests.measurements())
        .containsEntry("known_pod_requests", (double) PodRequests.MAX_PODS)
        .containsEntry("unknown_pod_requests_total", 3.0);
  }

  @Test
  void whoEndedFirstMakesPlaceForNewPods() {
    for (int i = 0; i < PodRequests.MAX_PODS; i++) {
      requests.note("lab/t/p" + i + "-0", BEFORE, "0.5|||p|");
    }
    requests.note("lab/t/p5-0", BEFORE + 1, "0.5|||p|gone");
    requests.note("lab/t/p3-0", BEFORE + 2, "0.5|||p|gone");
    requests.note("lab/t/p4-0", BEFORE + 3, "0.5|||p|gone");
    requests.note("lab/t/p4-0", BEFORE + 4, "0.5|||p|");
    requests.note("lab/t/new1-0", BEFORE + 5, "0.25|||n|");
    requests.note("lab/t/gone-0", BEFORE + 5, "0.25|||n|gone");
    assertThat(asked(BEFORE, "t/p5", "t/p3", "t/p4")).containsExactly(Double.NaN, 0.5, 0.5);
    requests.note("lab/t/new2-0", BEFORE + 6, "0.25|||n|");
    requests.note("lab/t/new3-0", BEFORE + 7, "0.25|||n|");
    assertThat(asked(BEFORE, "t/p3", "t/p4")).containsExactly(Double.NaN, 0.5);
    assertThat(asked(START, "t/new1", "t/new2", "t/new3")).containsExactly(0.25, 0.25, Double.NaN);
    assertThat(requests.measurements())
        .containsEntry("known_pod_requests", (double) PodRequests.MAX_PODS)
        .containsEntry("unknown_pod_requests_total", 2.0);
  }

  private List<Double> asked(long millis, String... pods) {
    Fleet page = dcgm((millis - START) / 1_000.0).pods(pods);
    GpuObservation reading = ObservationReader.read(page.rows()).get(0);
    return requests.complete(reading).parts().get(0).owners().stream()
        .map(OwnerShare::requestedRatio)
        .toList();
  }

  @Test
  void groupsGoWithTheVersionsThatNameThem() {
    for (int i = 0; i < 20; i++) {
      requests.note("lab/t/a-0", BEFORE + i, "0.5||g-" + i + ",h-" + i + "|a|");
      requests.note("lab/t/b-0", BEFORE + i, "0.5||g-0|b" + i + "|");
    }
    // Two for each of a's versions, and b's one.
    assertThat(requests.knownGroups()).isEqualTo(2 * PodRequests.MAX_VERSIONS + 1);
    requests.forget(BEFORE + 20 + PodRequests.KEEP.toMillis());
    assertThat(requests.knownGroups()).isZero();
  }

  @Test
  void onlyTheLastVersionsOfAPodAreKnown() {
    for (int i = 0; i <= PodRequests.MAX_VERSIONS; i++) {
      requests.note("lab/t/a-0", BEFORE + i, "0." + (i + 1) + "|||a|");
    }
    GpuObservation before = ObservationReader.read(dcgm(-3_600).pods("t/a").rows()).get(0);
    assertThat(requests.complete(before)).isEqualTo(before);
  }

  @Test
  void aPodThatIsNotToldOfForADayIsGoneAndForgottenADayLater() {
    requests.note("lab/t/a-0", BEFORE, "0.5||g-1|a|");
    assertThat(asked(BEFORE + 26 * 3_600_000L, "t/a")).containsExactly(0.5);
    assertThat(asked(BEFORE + 26 * 3_600_000L + 1, "t/a")).containsExactly(Double.NaN);
    requests.forget(BEFORE + 50 * 3_600_000L);
    assertThat(requests.measurements()).containsEntry("known_pod_requests", 1.0);
    requests.forget(BEFORE + 50 * 3_600_000L + 1);
    assertThat(requests.measurements()).containsEntry("known_pod_requests", 0.0);
  }

  @Test
  void aGpuWithoutAReadingIsAccountedThoughItsPodIsKnown() {
    requests.note("lab/t/a-0", BEFORE, "0.5|||a|");
    minute.read(s -> OneMinute.page(s).pods("t/a"));
    assertThat(minute.sum("gpu_minute_millis")).isEqualTo(60_000);
  }
}
