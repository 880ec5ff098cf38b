package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Query;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Stores as several processes have them, over one place, and what the tests say to them. */
final class Replicas {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TimeRange ALWAYS =
      new TimeRange(NOON.minusSeconds(3_600), NOON.plusSeconds(86_400));

  private Replicas() {}

  /** Holds shards, and can be held up like a process that is stopped. */
  static final class Notes implements Worker {
    final Set<Integer> held = new ConcurrentSkipListSet<>();
    final Set<String> seen = ConcurrentHashMap.newKeySet();
    volatile @Nullable CountDownLatch hold;

    @Override
    public void gained(Shards shards) {
      held.addAll(shards.held());
    }

    @Override
    public void lost(Shards shards) {
      held.removeAll(shards.held());
    }

    @Override
    public void accept(RowBatch batch) {
      for (int row = 0; row < batch.rows(); row++) {
        seen.add(batch.stringAt(Tables.SPANS.column("span_id"), row));
      }
      CountDownLatch until = hold;
      if (until != null) {
        try {
          until.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** A store on {@code place} with a spool of its own. */
  static PinotStore store(ClusterStores place, Path spool, long spoolBytes, FlowLimits limits) {
    return store(place.config(), spool, spoolBytes, limits);
  }

  static PinotStore store(PinotConfig base, Path spool, long spoolBytes, FlowLimits limits) {
    PinotConfig config =
        new PinotConfig(
            base.controller(),
            base.brokers(),
            Map.of(),
            new PinotConfig.Kafka(
                base.kafka().bootstrapServers(), Map.of(), Duration.ofMillis(1_500)),
            base.prefix(),
            base.partitions(),
            base.replication(),
            Duration.ofSeconds(40),
            Duration.ofSeconds(30),
            new PinotConfig.Spool(spool, spoolBytes),
            Map.of());
    PinotStore store = new PinotStore(config, limits, InstantSource.system(), () -> {});
    store.open();
    return store;
  }

  /** Spans of one trace, a millisecond apart, from {@code first} milliseconds after noon on. */
  static RowBatch spans(String trace, int rows, long first) {
    RowBatch.Builder builder = RowBatch.builder(Tables.SPANS, "test", rows);
    for (int i = 0; i < rows; i++) {
      int row = builder.addRow();
      builder
          .set(row, "time_ms", NOON.toEpochMilli() + first + i)
          .set(row, "trace_id", trace)
          .set(row, "span_id", trace + "-" + (first + i));
    }
    return builder.build();
  }

  /** A trace whose rows are in {@code shard} of {@code count}. */
  static String traceIn(int shard, int count) {
    int i = 0;
    while (Shards.of("trace" + i, count) != shard) {
      i++;
    }
    return "trace" + i;
  }

  static long count(Store store) {
    Query query =
        Query.aggregate(
            Tables.SPANS, ALWAYS, List.of(), List.of(), List.of(Aggregate.countRows("rows")));
    return await(store.query(query)).longAt(0, "rows");
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BurnrateException failure) {
        throw failure;
      }
      throw e;
    }
  }

  static ErrorCode failureOf(CompletionStage<?> stage) {
    BurnrateException failure = catchThrowableOfType(BurnrateException.class, () -> await(stage));
    assertThat(failure).isNotNull();
    return failure.code();
  }

  static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(10);
    }
  }
}
