package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CommitQueueTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final Pending scraped = new Pending(TestStores.scrape("scraped"));
  private final Pending sent = new Pending(TestStores.scrape("sent"));

  @Test
  void rowsThatNobodyWaitsForStayWhenThoseOfASenderAreDue() throws Exception {
    CommitQueue queue = new CommitQueue(100, 50, LONG, SHORT);
    queue.offer(scraped, false);
    queue.offer(sent, true);

    assertThat(queue.take(LONG)).containsExactly(sent);
    queue.close();
    assertThat(queue.take(LONG)).containsExactly(scraped);
  }

  @Test
  void aSenderShortensAWaitUnderWay() throws Exception {
    CommitQueue queue = new CommitQueue(100, 50, LONG, SHORT);
    queue.offer(scraped, false);
    List<List<Pending>> taken = new CopyOnWriteArrayList<>();
    Thread taker =
        new Thread(
            () -> {
              try {
                taken.add(queue.take(LONG));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    taker.start();
    while (taker.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    queue.offer(sent, true);
    taker.join(Duration.ofSeconds(20).toMillis());

    assertThat(taken).containsExactly(List.of(sent));
  }

  @Test
  void whatIsDueGoesTogether() throws Exception {
    CommitQueue queue = new CommitQueue(100, 50, Duration.ZERO, SHORT);
    queue.offer(sent, true);
    queue.offer(scraped, false);
    Thread.sleep(5);

    assertThat(queue.take(LONG)).containsExactlyInAnyOrder(sent, scraped);
    assertThat(queue.heldRows()).isEqualTo(2);
  }

  @Test
  void aBackloggedLaneDoesNotStarveTheOther() throws Exception {
    CommitQueue queue = new CommitQueue(100, 2, Duration.ofNanos(2), Duration.ofNanos(1));
    queue.offer(sent, true);
    queue.offer(sent, true);
    queue.offer(sent, true);
    queue.offer(scraped, false);
    for (int i = 0; i < 3; i++) {
      queue.offer(sent, true);
    }

    assertThat(queue.take(LONG)).containsExactly(sent, sent);
    queue.offer(sent, true);
    assertThat(queue.take(LONG)).hasSize(2);
    assertThat(queue.take(LONG)).first().isEqualTo(scraped);
  }

  @Test
  void manyRowsWaitForNothing() throws Exception {
    CommitQueue queue = new CommitQueue(100, 2, LONG, LONG);
    queue.offer(scraped, false);
    queue.offer(sent, true);

    assertThat(queue.take(LONG)).hasSize(2);
  }

  @Test
  void aFullQueueRefusesBothKinds() {
    CommitQueue queue = new CommitQueue(1, 50, LONG, SHORT);

    assertThat(queue.offer(scraped, false)).isEqualTo(CommitQueue.Offer.ACCEPTED);
    assertThat(queue.offer(sent, true)).isEqualTo(CommitQueue.Offer.FULL);
    queue.close();
    assertThat(queue.offer(sent, true)).isEqualTo(CommitQueue.Offer.CLOSED);
  }

  @Test
  void nothingComesWithinTheTime() throws Exception {
    assertThat(new CommitQueue(1, 50, LONG, SHORT).take(SHORT)).isEmpty();
  }
}
