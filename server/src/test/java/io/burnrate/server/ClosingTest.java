package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void whatStartedLastStopsFirstAndOnce() {
    Closing closing = new Closing(Duration.ofMinutes(1));
    closing.add("store", Duration.ofSeconds(1), () -> closed.add("store"));
    closing.add("alerting", Duration.ofSeconds(1), () -> closed.add("alerting"));
    closing.add("api", Duration.ofSeconds(1), () -> closed.add("api"));
    closing.run();
    closing.run();
    assertThat(closed).containsExactly("api", "alerting", "store");
  }

  @Test
  void aFailureStopsNoOtherStep() {
    Closing closing = new Closing(Duration.ofMinutes(1));
    closing.add("store", Duration.ofSeconds(1), () -> closed.add("store"));
    closing.add(
        "api",
        Duration.ofSeconds(1),
        () -> {
          throw new IllegalStateException("as a test wants it");
        });
    closing.run();
    assertThat(closed).containsExactly("store");
  }

  @Test
  void stepsBesideEachOtherDoNotWaitForEachOther() {
    CountDownLatch both = new CountDownLatch(2);
    Closing closing = new Closing(Duration.ofMinutes(1));
    closing.add("otlp", Duration.ofSeconds(1), () -> meet(both, "otlp"));
    closing.addBeside("scraper", () -> meet(both, "scraper"));
    closing.run();
    assertThat(closed).containsExactlyInAnyOrder("otlp", "scraper");
  }

  private void meet(CountDownLatch both, String name) throws InterruptedException {
    both.countDown();
    both.await();
    closed.add(name);
  }

  @Test
  void stepsThatHangLeaveTheStoreItsShare() {
    Closing closing = new Closing(Duration.ofMillis(600));
    closing.add(
        "store",
        Duration.ofMillis(400),
        () -> {
          Thread.sleep(200);
          closed.add("store");
        });
    closing.add("alerting", Duration.ofMillis(100), never::await);
    closing.add("api", Duration.ofMillis(100), never::await);
    closing.run();
    assertThat(closed).containsExactly("store");
    never.countDown();
  }

  @Test
  void anInterruptedThreadStillClosesEverything() {
    Closing closing = new Closing(Duration.ofMinutes(1));
    closing.add("store", Duration.ofSeconds(1), () -> closed.add("store"));
    closing.add("api", Duration.ofSeconds(1), () -> never.await());
    Thread.currentThread().interrupt();
    closing.run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("store");
    never.countDown();
  }

  @Test
  void sharesBeyondTheWholeAreRefused() {
    Closing closing = new Closing(Duration.ofSeconds(2));
    closing.add("store", Duration.ofSeconds(2), () -> closed.add("store"));
    assertThatThrownBy(() -> closing.add("api", Duration.ofMillis(1), () -> closed.add("api")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("api: the shares come to PT2.001S, expected at most PT2S");
  }
}
