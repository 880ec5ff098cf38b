package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The threads are a queue that the test takes from. */
class TurnsTest {
  private final Deque<Runnable> started = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final Turns turns = new Turns(3, 2, started::add);

  @Test
  void sendersTakeTurnsWhateverEachHasWaiting() {
    for (int i = 0; i < 6; i++) {
      add("loud");
    }
    add("quiet");
    add("other");
    runAll();
    assertThat(done.subList(0, 5)).containsExactly("loud", "loud", "quiet", "loud", "other");
    assertThat(done).hasSize(8);
  }

  @Test
  void onePlaceIsNeverTakenByOneSenderAlone() {
    for (int i = 0; i < 6; i++) {
      add("loud");
    }
    assertThat(started).hasSize(2);
    add("quiet");
    assertThat(started).hasSize(3);
    assertThat(turns.waiting()).isEqualTo(4);
  }

  @Test
  void workThatFailsGivesItsPlaceBack() {
    for (int i = 0; i < 10; i++) {
      turns.add("a", () -> done.add("a"));
      turns.add(
          "b",
          () -> {
            throw new IllegalStateException("for the test");
          });
    }
    runAll();
    assertThat(done).hasSize(10);
    assertThat(turns.waiting()).isZero();
  }

  private void add(String sender) {
    turns.add(sender, () -> done.add(sender));
  }

  private void runAll() {
    while (!started.isEmpty()) {
      try {
        started.remove().run();
      } catch (IllegalStateException expected) {
        assertThat(expected).hasMessage("for the test");
      }
    }
  }
}
