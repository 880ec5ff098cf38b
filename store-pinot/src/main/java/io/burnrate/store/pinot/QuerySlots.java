package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.ResultTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets a few queries run at a time, and some more wait. Thread-safe. */
final class QuerySlots {
  /** So many run at the same time. */
  static final int MAX_RUNNING = 16;

  /** So many wait; beyond it queries fail with OVERLOADED. */
  static final int MAX_WAITING = 256;

  private final Deque<Task> waiting = new ArrayDeque<>();
  private int running;

  private record Task(
      Supplier<CompletableFuture<ResultTable>> work, CompletableFuture<ResultTable> answer) {}

  /** Runs {@code work} now or when others have ended. */
  CompletableFuture<ResultTable> run(Supplier<CompletableFuture<ResultTable>> work) {
    Task task = new Task(work, new CompletableFuture<>());
    synchronized (this) {
      if (running >= MAX_RUNNING) {
        if (waiting.size() >= MAX_WAITING) {
          return CompletableFuture.failedFuture(
              new BurnrateException(
                  ErrorCode.OVERLOADED, MAX_WAITING + " queries wait already; try again later"));
        }
        waiting.add(task);
        return task.answer();
      }
      running++;
    }
    start(task);
    return task.answer();
  }

  /** Whether {@code answer} says that there was no room. */
  static boolean refused(CompletableFuture<ResultTable> answer) {
    return answer.isCompletedExceptionally()
        && answer
            .handle(
                (any, failure) ->
                    Failures.cause(failure) instanceof BurnrateException error
                        && error.code() == ErrorCode.OVERLOADED)
            .join();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The task's answer tells it.
  private void start(Task task) {
    task.work()
        .get()
        .whenComplete(
            (answer, failure) -> {
              next();
              if (failure == null) {
                task.answer().complete(answer);
              } else {
                task.answer().completeExceptionally(Failures.cause(failure));
              }
            });
  }

  private void next() {
    Task task;
    synchronized (this) {
      task = waiting.poll();
      if (task == null) {
        running--;
        return;
      }
    }
    start(task);
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** Fails those that wait. */
  void close(BurnrateException why) {
    Task task;
    do {
      synchronized (this) {
        task = waiting.poll();
      }
      if (task != null) {
        task.answer().completeExceptionally(why);
      }
    } while (task != null);
  }
}
