package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.alerting.BudgetBurnRule.Burn;
import io.burnrate.analytics.SloConfig;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.SloStatus.BurnRate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetBurnRuleTest {
  private static final Instant NOW = SettableClock.START;
  private static final int MINUTES_PER_MONTH = 30 * 24 * 60;

  /** The workbook's figures for 30 days, Sloth's for 28. */
  @ParameterizedTest
  @CsvSource({"30, 0.02, 1, 14.4", "30, 0.05, 6, 6", "28, 0.02, 1, 13.44", "28, 0.05, 6, 5.6"})
  void thresholdsScaleWithThePeriod(int days, double share, int hours, double expected) {
    double threshold = BudgetBurnRule.threshold(slo(0.999, days), share, Duration.ofHours(hours));
    assertThat(threshold).isCloseTo(expected, within(1e-9));
  }

  @Test
  void aLooseTargetStillPagesOnATotalOutage() {
    double threshold = BudgetBurnRule.threshold(slo(0.9, 30), 0.02, Duration.ofHours(1));
    assertThat(threshold).isCloseTo(5, within(1e-9));
    assertThat(BudgetBurnRule.burn(status(0.9, 30, rate(5, 50, 50), rate(60, 600, 600))))
        .isEqualTo(Burn.BURNING);
  }

  @Test
  void aShortPeriodNeverPagesOnABurnThatItSurvives() {
    assertThat(BudgetBurnRule.threshold(slo(0.99, 1), 0.02, Duration.ofHours(1))).isEqualTo(1);
  }

  /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3, for 95 % two-sided. */
  @ParameterizedTest
  @CsvSource({"81, 263, 0.2553", "15, 148, 0.0624", "0, 20, 0", "1, 29, 0.0061"})
  void wilsonBoundIsThePublishedOne(long bad, long valid, double expected) {
    assertThat(BudgetBurnRule.wilsonLower(bad, valid, 1.959964))
        .isCloseTo(expected, within(0.00005));
  }

  @Test
  void bothWindowsMustExceed() {
    BurnRate sixHours = rate(360, 72000, 60);
    assertThat(
            BudgetBurnRule.burn(
                status(0.99, 30, rate(5, 1000, 500), rate(60, 12000, 6000), sixHours)))
        .isEqualTo(Burn.BURNING);
    assertThat(
            BudgetBurnRule.burn(
                status(0.99, 30, rate(5, 1000, 0), rate(60, 12000, 6000), sixHours)))
        .isEqualTo(Burn.CLEAR);
    assertThat(
            BudgetBurnRule.burn(
                status(0.99, 30, rate(5, 1000, 500), rate(60, 12000, 60), sixHours)))
        .isEqualTo(Burn.CLEAR);
  }

  @Test
  void aSlowBurnPagesBySixHours() {
    SloStatus slow =
        status(0.99, 30, rate(5, 1000, 80), rate(60, 12000, 960), rate(360, 72000, 5760));
    assertThat(BudgetBurnRule.burn(slow)).isEqualTo(Burn.BURNING);
  }

  @Test
  void silenceInTheShortWindowIsMissingDataAndNotWellBeing() {
    SloStatus silent = status(0.99, 30, rate(5, 0, 0), rate(60, 1000, 500), rate(360, 0, 0));
    assertThat(BudgetBurnRule.burn(silent)).isEqualTo(Burn.MISSING);
  }

  @Test
  void anObjectiveWithoutRequestsIsNeitherBurningNorWell() {
    SloStatus none =
        new SloStatus(
            slo(0.99, 30), SloStatus.State.NO_DATA, 0, 0, Double.NaN, Double.NaN, List.of(), NOW);
    assertThat(BudgetBurnRule.burn(none)).isEqualTo(Burn.MISSING);
  }

  @Test
  void fewRequestsDoNotPageWhenHealthy() {
    SplittableRandom random = new SplittableRandom(2026);
    int months = 20;
    Pages pages = new Pages();
    for (int month = 0; month < months; month++) {
      Pages more = simulate(70, 0.0005, MINUTES_PER_MONTH, random);
      pages.ours += more.ours;
      pages.plain += more.plain;
    }
    assertThat((double) pages.plain / months).as("the plain rule").isBetween(9.0, 14.0);
    assertThat((double) pages.ours / months).as("ours").isLessThanOrEqualTo(0.2);
  }

  @Test
  void fewRequestsStillPageWhenOneInTwentyFails() {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 100; run++) {
      assertThat(simulate(70, 0.05, 12 * 60, random).ours).isPositive();
    }
  }

  private static final class Pages {
    int ours;
    int plain;
  }

  /** Minute by minute; a page is the change from clear to burning. */
  private static Pages simulate(
      int requestsPerHour, double errorRatio, int minutes, SplittableRandom random) {
    long[] valid = new long[minutes + 1];
    long[] bad = new long[minutes + 1];
    Pages pages = new Pages();
    boolean burning = false;
    boolean plainBurning = false;
    for (int minute = 1; minute <= minutes; minute++) {
      long now = poisson(requestsPerHour / 60.0, random);
      valid[minute] = valid[minute - 1] + now;
      bad[minute] = bad[minute - 1];
      for (int i = 0; i < now; i++) {
        bad[minute] += random.nextDouble() < errorRatio ? 1 : 0;
      }
      BurnRate[] rates = new BurnRate[3];
      int[] windows = {5, 60, 360};
      for (int i = 0; i < 3; i++) {
        int from = Math.max(0, minute - windows[i]);
        rates[i] = rate(0.999, windows[i], valid[minute] - valid[from], bad[minute] - bad[from]);
      }
      boolean next = BudgetBurnRule.burn(status(0.999, 30, rates)) == Burn.BURNING;
      pages.ours += next && !burning ? 1 : 0;
      burning = next;
      boolean plain = rates[0].ratio() > 14.4 && rates[1].ratio() > 14.4;
      pages.plain += plain && !plainBurning ? 1 : 0;
      plainBurning = plain;
    }
    return pages;
  }

  /** Knuth's multiplication method. */
  private static long poisson(double mean, SplittableRandom random) {
    double limit = Math.exp(-mean);
    long count = -1;
    for (double product = 1; product > limit; count++) {
      product *= random.nextDouble();
    }
    return count;
  }

  private static SloConfig slo(double target, int days) {
    return new SloConfig("s", "chat", Duration.ofMillis(500), target, Duration.ofDays(days));
  }

  private static BurnRate rate(int minutes, long valid, long bad) {
    return rate(0.99, minutes, valid, bad);
  }

  private static BurnRate rate(double target, int minutes, long valid, long bad) {
    double ratio = valid == 0 ? Double.NaN : (double) bad / valid / (1 - target);
    return new BurnRate(Duration.ofMinutes(minutes), valid, bad, ratio);
  }

  private static SloStatus status(double target, int days, BurnRate... rates) {
    return new SloStatus(
        slo(target, days), SloStatus.State.MISSED, 1000, 900, 0.9, -9, List.of(rates), NOW);
  }
}
