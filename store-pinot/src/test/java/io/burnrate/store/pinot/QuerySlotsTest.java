package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.ResultTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuerySlotsTest {
  private static final ResultTable EMPTY = new ResultTable(List.of("it"), List.of());

  private final QuerySlots slots = new QuerySlots();
  private final List<CompletableFuture<ResultTable>> begun = new ArrayList<>();

  private CompletableFuture<ResultTable> run() {
    return slots.run(
        () -> {
          CompletableFuture<ResultTable> work = new CompletableFuture<>();
          begun.add(work);
          return work;
        });
  }

  private List<CompletableFuture<ResultTable>> run(int times) {
    return IntStream.range(0, times).mapToObj(i -> run()).toList();
  }

  @Test
  void someRunAndOthersWaitUntilOneEnds() {
    List<CompletableFuture<ResultTable>> answers = run(QuerySlots.MAX_RUNNING + 2);

    assertThat(begun).hasSize(QuerySlots.MAX_RUNNING);
    assertThat(slots.waiting()).isEqualTo(2);
    begun.get(3).complete(EMPTY);
    begun.get(4).completeExceptionally(Failures.closed());
    assertThat(begun).hasSize(QuerySlots.MAX_RUNNING + 2);
    assertThat(answers.get(3)).isCompletedWithValue(EMPTY);
    assertThat(answers.get(4)).isCompletedExceptionally();
    begun.forEach(each -> each.complete(EMPTY));
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(slots.running()).isZero();
  }

  @Test
  void moreThanMayWaitAreRefused() {
    run(QuerySlots.MAX_RUNNING + QuerySlots.MAX_WAITING);

    CompletableFuture<ResultTable> refused = run();
    assertThat(QuerySlots.refused(refused)).isTrue();
    assertThat(refused.handle((any, failure) -> failure).join())
        .isInstanceOfSatisfying(
            BurnrateException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED));
  }

  @Test
  void closingFailsThoseThatWait() {
    List<CompletableFuture<ResultTable>> answers = run(QuerySlots.MAX_RUNNING + 1);

    slots.close(Failures.closed());
    assertThat(answers.get(0)).isNotDone();
    assertThat(answers.get(QuerySlots.MAX_RUNNING)).isCompletedExceptionally();
  }
}
