package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.alerting.AlertStatus.State;
import io.burnrate.alerting.Findings.Standing;
import io.burnrate.domain.Secret;
import io.burnrate.store.Shards;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final RuleKind HELD = RuleKind.TARGET_DOWN;
  private static final RuleKind AT_ONCE = RuleKind.GPU_ALLOCATED_IDLE;
  private static final AlertingConfig.Webhook HOOK =
      new AlertingConfig.Webhook(
          "oncall", URI.create("http://127.0.0.1/"), Secret.NONE, Duration.ofSeconds(1), true);

  private final AlertBook book =
      new AlertBook(
          new AlertingConfig(STEP, Duration.ofHours(4), "", List.of(HOOK), Map.of()),
          Shards.all(1));
  private Instant now = SettableClock.START;

  @Test
  void pendingFiresAfterItsHoldAndKeepsItsStart() {
    met(HELD, "a");
    assertThat(only().state()).isEqualTo(State.PENDING);
    pass(Duration.ofSeconds(29));
    met(HELD, "a");
    assertThat(only().state()).isEqualTo(State.PENDING);
    pass(Duration.ofSeconds(1));
    met(HELD, "a");
    assertThat(only().state()).isEqualTo(State.FIRING);
    assertThat(only().startsAt()).isEqualTo(SettableClock.START);
  }

  @Test
  void pendingThatClearsOrGoesSilentIsDropped() {
    for (Standing standing : Standing.values()) {
      met(HELD, "a");
      unmet(HELD, standing);
      assertThat(book.statuses(now)).isEmpty();
    }
  }

  @Test
  void oneClearEvaluationDoesNotResolve() {
    met(AT_ONCE, "a");
    unmet(AT_ONCE, Standing.CLEAR);
    assertThat(only().state()).isEqualTo(State.FIRING);
    met(AT_ONCE, "a");
    unmet(AT_ONCE, Standing.CLEAR);
    assertThat(only().state()).isEqualTo(State.FIRING);
    unmet(AT_ONCE, Standing.CLEAR);
    assertThat(only().state()).isEqualTo(State.RESOLVED);
    assertThat(only().endsAt()).isEqualTo(now);
  }

  @Test
  void missingDataKeepsAnAlertOpenForever() {
    met(AT_ONCE, "a");
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofHours(1));
      unmet(AT_ONCE, Standing.MISSING);
    }
    assertThat(only().state()).isEqualTo(State.NO_DATA);
    assertThat(only().startsAt()).isEqualTo(SettableClock.START);
    met(AT_ONCE, "a");
    assertThat(only().state()).isEqualTo(State.FIRING);
    assertThat(only().startsAt()).isEqualTo(SettableClock.START);
  }

  @Test
  void whatIsNoLongerListedIsResolvedWithAReason() {
    met(AT_ONCE, "a");
    unmet(AT_ONCE, Standing.UNLISTED);
    assertThat(only().state()).isEqualTo(State.NO_DATA);
    pass(Alert.GONE_AFTER);
    unmet(AT_ONCE, Standing.UNLISTED);
    assertThat(only().state()).isEqualTo(State.RESOLVED);
    assertThat(only().annotations()).containsEntry("resolvedBecause", "no longer listed");
  }

  @Test
  void aRuleThatIsSwitchedOffEndsItsAlerts() {
    met(AT_ONCE, "a");
    book.end(now, AT_ONCE);
    assertThat(only().state()).isEqualTo(State.RESOLVED);
  }

  @Test
  void resolvedIsShownForADay() {
    met(AT_ONCE, "a");
    unmet(AT_ONCE, Standing.CLEAR);
    unmet(AT_ONCE, Standing.CLEAR);
    pass(AlertBook.RESOLVED_SHOWN_FOR);
    assertThat(book.statuses(now)).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(book.statuses(now)).isEmpty();
  }

  @Test
  void theMostExpensiveAreKeptAndTheRestIsCounted() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < AlertBook.MAX_ALERTS_PER_RULE + 50; i++) {
      findings.add(finding(AT_ONCE, "gpu-" + i, i));
    }
    book.step(now, AT_ONCE, new Findings(findings, labels -> Standing.CLEAR));
    assertThat(book.statuses(now)).hasSize(AlertBook.MAX_ALERTS_PER_RULE);
    assertThat(book.folded()).isEqualTo(50);
    assertThat(book.statuses(now)).allMatch(alert -> alert.costUsdPerHour() >= 50);
  }

  @Test
  void nothingIsDueBeforeTheStoreHasIt() {
    met(AT_ONCE, "a");
    assertThat(due()).isEmpty();
    save();
    assertThat(due()).hasSize(1);
  }

  @Test
  void whatWasToldIsNotDueUntilItRepeats() {
    met(AT_ONCE, "a");
    save();
    book.told(HOOK, AT_ONCE, due(), true, now);
    assertThat(due()).isEmpty();
    pass(Duration.ofHours(4));
    assertThat(due()).hasSize(1);
  }

  @Test
  void anAlertThatEndedBeforeItWasToldIsNeverTold() {
    met(AT_ONCE, "a");
    save();
    unmet(AT_ONCE, Standing.CLEAR);
    unmet(AT_ONCE, Standing.CLEAR);
    save();
    assertThat(due()).isEmpty();
  }

  @Test
  void theEndIsDueToThoseWhoHeardOfTheStartEvenWhenItIsPendingAgain() {
    met(HELD, "a");
    pass(Duration.ofSeconds(30));
    met(HELD, "a");
    save();
    book.told(HOOK, HELD, book.due(HOOK, group(HELD), now, 10), true, now);
    unmet(HELD, Standing.CLEAR);
    unmet(HELD, Standing.CLEAR);
    met(HELD, "a");
    save();
    assertThat(book.statuses(now))
        .extracting(AlertStatus::state)
        .containsExactlyInAnyOrder(State.PENDING, State.RESOLVED);
    assertThat(book.due(HOOK, group(HELD), now, 10))
        .singleElement()
        .extracting(AlertStatus::state)
        .isEqualTo(State.RESOLVED);
  }

  @Test
  void anAlertThatCameBackIsToldWithItsNewStart() {
    met(AT_ONCE, "a");
    save();
    book.told(HOOK, AT_ONCE, due(), true, now);
    unmet(AT_ONCE, Standing.CLEAR);
    unmet(AT_ONCE, Standing.CLEAR);
    pass(STEP);
    met(AT_ONCE, "a");
    save();
    assertThat(due()).singleElement().extracting(AlertStatus::startsAt).isEqualTo(now);
  }

  @Test
  void whatWasRefusedIsNotTriedAgainBeforeItRepeatsAndItsEndIsNotTold() {
    met(AT_ONCE, "a");
    save();
    book.told(HOOK, AT_ONCE, due(), false, now);
    assertThat(due()).isEmpty();
    unmet(AT_ONCE, Standing.CLEAR);
    unmet(AT_ONCE, Standing.CLEAR);
    save();
    assertThat(due()).isEmpty();
  }

  @Test
  void everyRowOfAnAlertHasALaterTimeThoughTheClockStands() {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      met(AT_ONCE, "a");
      book.unsaved().forEach(event -> times.add(event.timeMillis()));
      save();
      unmet(AT_ONCE, Standing.CLEAR);
      unmet(AT_ONCE, Standing.CLEAR);
      book.unsaved().forEach(event -> times.add(event.timeMillis()));
      save();
    }
    assertThat(times).hasSize(6).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void tooManyResolvedAlertsAreForgottenOldestFirst() {
    int rounds = AlertBook.MAX_RESOLVED / AlertBook.MAX_ALERTS_PER_RULE + 1;
    for (int round = 0; round < rounds; round++) {
      List<Finding> findings = new ArrayList<>();
      for (int i = 0; i < AlertBook.MAX_ALERTS_PER_RULE; i++) {
        findings.add(finding(AT_ONCE, round + "-" + i, 1));
      }
      book.step(now, AT_ONCE, new Findings(findings, labels -> Standing.CLEAR));
      unmet(AT_ONCE, Standing.CLEAR);
      unmet(AT_ONCE, Standing.CLEAR);
      pass(STEP);
    }
    assertThat(book.statuses(now)).hasSize(AlertBook.MAX_RESOLVED);
    assertThat(book.forgotten()).isEqualTo(AlertBook.MAX_ALERTS_PER_RULE);
    assertThat(book.statuses(now))
        .noneMatch(alert -> alert.labels().getOrDefault("gpu", "").startsWith("0-"));
  }

  @Test
  void rowsOfDroppedAlertsThatTheStoreNeverTookAreGivenUpAndCounted() {
    int rounds = AlertBook.MAX_RESOLVED / AlertBook.MAX_ALERTS_PER_RULE + 1;
    for (int round = 0; round < rounds; round++) {
      List<Finding> findings = new ArrayList<>();
      for (int i = 0; i < AlertBook.MAX_ALERTS_PER_RULE; i++) {
        findings.add(finding(HELD, round + "-" + i, 1));
      }
      book.step(now, HELD, new Findings(findings, labels -> Standing.CLEAR));
      unmet(HELD, Standing.CLEAR);
      pass(STEP);
    }
    assertThat(book.unsaved()).hasSize(AlertBook.MAX_RESOLVED);
    assertThat(book.forgottenEvents()).isEqualTo(AlertBook.MAX_ALERTS_PER_RULE);
  }

  private void met(RuleKind kind, String name) {
    List<Finding> met = List.of(finding(kind, name, 1));
    book.step(now, kind, new Findings(met, labels -> Standing.CLEAR));
  }

  private void unmet(RuleKind kind, Standing standing) {
    book.step(now, kind, new Findings(List.of(), labels -> standing));
  }

  private static Finding finding(RuleKind kind, String name, double cost) {
    Labels labels = Labels.of(kind, "warning").with("gpu", name);
    return Finding.of(labels, Map::of, cost);
  }

  private AlertStatus only() {
    assertThat(book.statuses(now)).hasSize(1);
    return book.statuses(now).get(0);
  }

  private static AlertGroup group(RuleKind kind) {
    return new AlertGroup(kind, 0, 1);
  }

  private List<AlertStatus> due() {
    return book.due(HOOK, group(AT_ONCE), now, 10);
  }

  private void save() {
    book.saved(book.unsaved());
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
