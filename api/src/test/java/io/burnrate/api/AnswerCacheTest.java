package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AnswerCache cache = new AnswerCache(Runnable::run, 1_000, nanos::get);

  private Question question(String key, int size) {
    return new Question(
        List.of(key),
        () -> {
          asked.incrementAndGet();
          return CompletableFuture.completedFuture(answer(size));
        });
  }

  private static Answer answer(int size) {
    return Answer.of(null, json -> json.writeStringField("x", "y".repeat(size)));
  }

  @Test
  void anAnswerIsKeptForASecond() {
    cache.ask(question("a", 1)).join();
    nanos.addAndGet(AnswerCache.KEPT.toNanos() - 1);
    cache.ask(question("a", 1)).join();
    assertThat(asked).hasValue(1);

    nanos.incrementAndGet();
    cache.ask(question("a", 1)).join();
    assertThat(asked).hasValue(2);
  }

  @Test
  void questionsUnderWayAreShared() {
    CompletableFuture<Answer> later = new CompletableFuture<>();
    Question slow = new Question(List.of("a"), () -> later);

    CompletableFuture<Answer> first = cache.ask(slow);
    CompletableFuture<Answer> second = cache.ask(question("a", 1));
    later.complete(answer(1));

    assertThat(second).isSameAs(first).isCompleted();
    assertThat(asked).hasValue(0);
  }

  @Test
  void aFailureIsSharedButNotKept() {
    CompletableFuture<Answer> failed =
        cache.ask(
            new Question(
                List.of("a"),
                () -> {
                  throw new IllegalStateException("broken");
                }));

    assertThat(failed).isCompletedExceptionally();
    assertThat(cache.ask(question("a", 1))).isCompleted();
  }

  @Test
  void theOldestGoesWhenThereAreTooManyBytes() {
    cache.ask(question("a", 600)).join();
    cache.ask(question("b", 600)).join();
    cache.ask(question("b", 600)).join();
    assertThat(asked).hasValue(2);

    cache.ask(question("a", 600)).join();
    assertThat(asked).hasValue(3);
  }

  @Test
  void anAnswerThatIsTooLargeIsGivenButNotKept() {
    assertThat(cache.ask(question("a", 2_000))).isCompleted();
    cache.ask(question("a", 2_000)).join();

    assertThat(asked).hasValue(2);
  }

  @Test
  void tooManyQuestionsAtOnceAreRefused() {
    for (int i = 0; i < AnswerCache.MAX_OPEN; i++) {
      cache.ask(new Question(List.of(i), CompletableFuture::new));
    }

    CompletableFuture<Answer> refused = cache.ask(question("one more", 1));

    assertThatThrownBy(refused::join)
        .cause()
        .isInstanceOfSatisfying(
            BurnrateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
  }

  @Test
  void aRefusedWorkerIsAFailureAndNoQuestionForEver() {
    AnswerCache closed =
        new AnswerCache(
            task -> {
              throw new RejectedExecutionException("closed");
            },
            1_000,
            nanos::get);

    assertThat(closed.ask(question("a", 1))).isCompletedExceptionally();
    assertThat(closed.ask(question("a", 1))).isCompletedExceptionally();
  }
}
