package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a store, and short ways to speak with it. */
public abstract class StoreContract {
  /** Times in the tests lie around this one. */
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Holds every time that a test uses. */
  protected static final TimeRange ALWAYS =
      new TimeRange(Instant.parse("1900-01-01T00:00:00Z"), Instant.parse("2200-01-01T00:00:00Z"));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Open and, when a test begins, empty. */
  @SuppressWarnings("NullAway.Init")
  protected Store store;

  /** A new store, not opened, over what {@link #store} keeps; the first one of a test is empty. */
  protected abstract Store newStore() throws Exception;

  /** Whether no query ever sees a part of a batch that is on its way. */
  protected boolean showsBatchesWhole() {
    return true;
  }

  /** Whether an append finds out which rows are stored already, so that it can count them. */
  protected boolean knowsDuplicatesAtOnce() {
    return true;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = newStore();
    store.open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  protected final void reopen() throws Exception {
    store.close();
    openStore();
  }

  /** Waits for the answer; a failure is thrown as it is. */
  protected static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BurnrateException failure) {
        throw failure;
      }
      throw e;
    }
  }

  protected static ErrorCode failureOf(CompletionStage<?> stage) {
    BurnrateException failure = catchThrowableOfType(BurnrateException.class, () -> await(stage));
    assertThat(failure).isNotNull();
    return failure.code();
  }

  protected final void append(RowBatch batch) {
    await(store.append(batch));
  }

  protected final ResultTable query(Query query) {
    return await(store.query(query));
  }

  protected final long count(Table table, Filter... filters) {
    Query query =
        Query.aggregate(
            table, ALWAYS, List.of(filters), List.of(), List.of(Aggregate.countRows("rows")));
    return query(query).longAt(0, "rows");
  }

  /** Every answer of {@code column}, in the order given. */
  protected static List<Object> cells(ResultTable answer, String label) {
    Object[] cells = new Object[answer.rows()];
    for (int row = 0; row < cells.length; row++) {
      cells[row] = answer.present(row, label) ? answer.stringAt(row, label) : "absent";
    }
    return Arrays.asList(cells);
  }

  /** One span, {@code second} seconds after noon. */
  protected static RowBatch span(String id, long second) {
    return spans(id, 1, second);
  }

  /** Spans with ids {@code prefix-0}, {@code prefix-1} and so on, a second apart. */
  protected static RowBatch spans(String prefix, int rows, long firstSecond) {
    RowBatch.Builder builder = RowBatch.builder(Tables.SPANS, "test", rows);
    for (int i = 0; i < rows; i++) {
      int row = builder.addRow();
      builder
          .set(row, "time_ms", NOON.plusSeconds(firstSecond + i).toEpochMilli())
          .set(row, "trace_id", prefix)
          .set(row, "span_id", prefix + "-" + i)
          .set(row, "service", "chat");
    }
    return builder.build();
  }

  protected static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(2);
    }
  }
}
