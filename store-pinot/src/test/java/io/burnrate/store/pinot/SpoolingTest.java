package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolingTest {
  private static final String KEPT = "kept";

  @TempDir Path folder;
  private final FlowCounters counters = new FlowCounters();
  private final Map<Pending, String> answers = new HashMap<>();

  private DiskSpool open(long maxBytes) {
    return DiskSpool.open(new PinotConfig.Spool(folder, maxBytes), FlowLimits.DEFAULT, counters);
  }

  private void keep(DiskSpool spool, List<Pending> group) {
    Spooling spooling =
        new Spooling(
            TestFlow.parts(TestFlow.settings(Map.of()), counters, spool, Runnable::run),
            (pending, failure) ->
                answers.put(
                    pending, failure == null ? KEPT : failure.code() + " " + failure.getMessage()),
            () -> {});
    spooling.begin("a test", null);
    spooling.keep(group);
    spooling.end();
  }

  private static Pending pending(Parcel parcel) {
    Pending pending = new Pending(Replicas.spans("a", 1, 0));
    pending.encoded(List.of(parcel));
    return pending;
  }

  private static Parcel parcel() {
    return new Parcel(Tables.SPANS, 0, List.of(new byte[10]));
  }

  @Test
  void aBatchThatCannotBeKeptIsAnsweredAndTakesNoOtherWithIt() {
    Pending longerThanItSays =
        pending(new Parcel(Tables.SPANS, 0, List.of(new byte[10]), List.of(), 1));
    Pending good = pending(parcel());
    try (DiskSpool spool = open(1 << 20)) {
      keep(spool, List.of(longerThanItSays, good));

      assertThat(answers.get(longerThanItSays)).startsWith("STORE_FAILED store.spool: ");
      assertThat(answers.get(good)).isEqualTo(KEPT);
      assertThat(spool.records()).isEqualTo(1);
    }
  }

  @Test
  void aDiskThatRefusesIsToldToEverySenderAndUsedAgainAfterwards() {
    List<Pending> refused = List.of(pending(parcel()), pending(parcel()));
    Pending later = pending(parcel());
    try (DiskSpool spool = open(1 << 20)) {
      // Files close when an interrupted thread uses them.
      Thread.currentThread().interrupt();
      keep(spool, refused);
      assertThat(Thread.interrupted()).isTrue();
      keep(spool, List.of(later));

      assertThat(refused)
          .allSatisfy(each -> assertThat(answers.get(each)).startsWith("OVERLOADED store.spool"));
      assertThat(answers.get(later)).isEqualTo(KEPT);
      assertThat(spool.records()).isEqualTo(1);
      assertThat(counters.spoolRejectedBatches.sum()).isEqualTo(2);
    }
  }

  @Test
  void withoutASpoolTheSenderLearnsWhichSettingWouldMakeOne() {
    Pending batch = pending(parcel());
    try (DiskSpool none = open(0)) {
      keep(none, List.of(batch));
    }
    assertThat(answers.get(batch))
        .isEqualTo(
            "STORE_UNREACHABLE Kafka does not answer, and store.spool.maxSize is 0B,"
                + " so nothing is kept: a test");
  }
}
