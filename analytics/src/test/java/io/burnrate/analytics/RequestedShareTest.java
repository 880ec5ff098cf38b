package io.burnrate.analytics;

import static io.burnrate.analytics.OneMinute.dcgm;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.UtilizationBasis;
import io.burnrate.store.GpuMetric;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * COST_MODEL.md, formula 3, worked by hand: what sharers asked for. 300 W, 3.60 dollars an hour.
 */
class RequestedShareTest {
  private static final double GIB = 1L << 30;

  private final OneMinute minute = new OneMinute();

  private static Fleet memory(Fleet page, double used, double free) {
    return page.with(GpuMetric.MEMORY_USED_BYTES, used * GIB)
        .with(GpuMetric.MEMORY_FREE_BYTES, free * GIB);
  }

  @Test
  void theRestOfWhatWasAskedForIsNobodys() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a==0.5=", "t/b==0.25="));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 15_000L, "unallocated", 15_000L));
    assertThat(minute.sums("energy_millijoules"))
        .isEqualTo(Map.of("a", 9_000_000L, "b", 4_500_000L, "unallocated", 4_500_000L));
    assertThat(minute.sums("cost_nano_usd"))
        .isEqualTo(Map.of("a", 30_000_000L, "b", 15_000_000L, "unallocated", 15_000_000L));
    // 0.3 of 60 s were used, all of it by those who have the GPU.
    assertThat(minute.sums("used_micros"))
        .isEqualTo(Map.of("a", 12_000_000L, "b", 6_000_000L, "unallocated", 0L));
    assertThat(minute.basis("a")).isEqualTo("requestedFraction");
    assertThat(minute.ledger.totals().residualGpuMillis()).isZero();
  }

  @Test
  void aSplitByRequestsIsEstimatedAndSaysSo() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a==0.5=", "t/b==0.25="));
    assertThat(minute.sum("requested_share_millis")).isEqualTo(45_000);
    assertThat(minute.sum("estimated_share_millis")).isZero();
    assertThat(minute.sum("trust_millis")).isEqualTo(37_500);
  }

  @Test
  void whoUsesMoreThanWasAskedForHasIt() {
    minute.read(s -> dcgm(s).busy(0.9).pods("t/a==0.5=", "t/b==0.25="));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 36_000L, "b", 18_000L, "unallocated", 6_000L));
    assertThat(minute.sum("used_micros")).isEqualTo(54_000_000);
  }

  @Test
  void measuredUseGoesBeforeRequests() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a=0.2=0.5=", "t/b=0.6=0.25="));
    // Three quarters are theirs, of which a used one quarter.
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 11_250L, "b", 33_750L, "unallocated", 15_000L));
    assertThat(minute.basis("a")).isEqualTo("measuredSmTime");
    assertThat(minute.sum("requested_share_millis")).isZero();
  }

  @Test
  void memoryIsAskedForAsAPartOfTheGpusMemory() {
    String a = "t/a===" + 20 * GIB;
    String b = "t/b===" + 10 * GIB;
    minute.read(s -> memory(dcgm(s).busy(0.1), 30, 50).pods(a, b));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 15_000L, "b", 7_500L, "unallocated", 37_500L));
  }

  @Test
  void whatPartAnAmountOfMemoryIsMayBeUnknown() {
    minute.read(s -> dcgm(s).busy(0.1).pods("t/a===2E10", "t/b===1E10"));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 40_000L, "b", 20_000L));
  }

  @Test
  void partsAndMemoryAreComparable() {
    String b = "t/b===" + 20 * GIB;
    minute.read(s -> memory(dcgm(s).busy(0.1), 30, 50).pods("t/a==0.5=", b));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 30_000L, "b", 15_000L, "unallocated", 15_000L));
  }

  @Test
  void moreThanAGpuIsScaledDown() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a==0.9=", "t/b==0.6="));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 36_000L, "b", 24_000L));
    assertThat(minute.measurement("over_requested_samples_total")).isEqualTo(7);
  }

  @Test
  void nobodyAsksForMoreThanAGpu() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a==3=", "t/b==1="));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "b", 30_000L));
  }

  @Test
  void oneUnknownRequestMakesAllEqual() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a==0.9=", "t/b"));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "b", 30_000L));
    assertThat(minute.basis("a")).isEqualTo("equalSplit");
    assertThat(minute.sum("estimated_share_millis")).isEqualTo(60_000);
    assertThat(minute.measurement("unknown_request_samples_total")).isEqualTo(7);
  }

  @Test
  void requestsThatAreNoneAreUnknown() {
    minute.read(s -> dcgm(s).busy(0.3).pods("t/a==-0.9=", "t/b==0=", "t/c==Infinity="));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 20_000L, "b", 20_000L, "c", 20_000L));
  }

  @Test
  void oneAloneHasWhatItAskedForAndThatIsNoEstimate() {
    minute.read(s -> dcgm(s).busy(0.1).pods("t/a==0.25="));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 15_000L, "unallocated", 45_000L));
    assertThat(minute.basis("a")).isEqualTo("requestedFraction");
    assertThat(minute.sum("trust_millis")).isEqualTo(60_000);
  }

  @Test
  void whatNobodyAskedForIsNotKnownToBeUnusedWithoutAReadingOfUse() {
    minute.read(s -> dcgm(s).pods("t/a==0.5="));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "unallocated", 30_000L));
    assertThat(minute.sum("utilization_known_millis")).isZero();
    GpuStatuses statuses =
        new GpuStatuses(
            new LedgerRules(TestingLedger.config(600, 15, 30, 600), new PriceBook(List.of())));
    minute.ledger.forEachAccount(
        account -> {
          GpuStatus status = Objects.requireNonNull(statuses.status(account));
          assertThat(status.utilizationRatio()).isNaN();
          assertThat(status.basis()).isEqualTo(UtilizationBasis.NONE);
        });
  }

  @Test
  void whatIsAllButTheWholeIsTheWhole() {
    minute.read(s -> dcgm(s).busy(0.1).pods("t/a==0.9999999="));
    assertThat(minute.basis("a")).isEqualTo("exclusive");
  }

  @Test
  void aSmallPartThatIsBusyIsNotIdle() {
    minute.read(s -> dcgm(s).busy(0.04).pods("t/a==0.04="));
    long[] idleSince = new long[1];
    minute.ledger.forEachAccount(account -> idleSince[0] = account.idleSinceMillis());
    assertThat(idleSince[0]).isEqualTo(Long.MAX_VALUE);
    assertThat(minute.sums("used_micros")).containsEntry("a", 2_400_000L);
  }

  @Test
  void aRequestThatChangesHoldsFromThen() {
    minute.read(s -> dcgm(s).busy(0.1).pods(s < 30 ? "t/a==0.5=" : "t/a==0.25=", "t/b==0.25="));
    assertThat(minute.sums("gpu_millis"))
        .isEqualTo(Map.of("a", 22_500L, "b", 15_000L, "unallocated", 22_500L));
  }

  @Test
  void anInstanceOfAMigGpuIsWhatItsSlicesAre() {
    minute.read(s -> dcgm(s).instance("1", "7g.80gb").busy(0.3).pods("t/a==0.5=", "t/b==0.1="));
    assertThat(minute.sums("gpu_millis")).isEqualTo(Map.of("a", 30_000L, "b", 30_000L));
  }

  @Test
  void whateverIsAskedForAndUsedOfAGpuAddsUpToIt() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      OneMinute one = new OneMinute();
      one.read(
          s -> {
            String[] pods = new String[random.nextInt(6)];
            for (int i = 0; i < pods.length; i++) {
              pods[i] = "t/p" + i + '=' + any(random) + '=' + any(random) + '=' + any(random);
            }
            return memory(dcgm(s), random.nextInt(40), 40).busy(random.nextDouble()).pods(pods);
          });
      assertThat(one.sum("gpu_millis")).isEqualTo(60_000);
      assertThat(one.sum("cost_nano_usd")).isEqualTo(60_000_000);
      assertThat(one.sum("energy_millijoules")).isEqualTo(18_000_000);
      assertThat(one.ledger.totals().residualGpuMillis()).isZero();
      assertThat(one.sums("gpu_millis").values()).allMatch(millis -> millis >= 0);
      assertThat(one.sum("used_micros")).isBetween(0L, 60_000_000L);
    }
  }

  /** A good number, a bad one, or none. */
  private static String any(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1 -> "0";
      case 2 -> String.valueOf(random.nextDouble() * 3);
      case 3 -> String.valueOf(random.nextDouble() * 40 * GIB);
      default -> String.valueOf(random.nextDouble());
    };
  }
}
