package io.burnrate.store.duckdb;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A process that is made to be killed: appends numbered batches from a number on, several at a
 * time, and writes each number to its output once the batch is acknowledged.
 */
final class KilledSender {
  static final int ROWS = 8;
  static final int IN_FLIGHT = 6;
  static final String READY = "ready";

  private KilledSender() {}

  /** Arguments: the store's folder and the first batch's number. */
  public static void main(String[] args) {
    DuckDbConfig config =
        new DuckDbConfig(Path.of(args[0]), 128L << 20, 2, Duration.ofMillis(2), 100_000, Map.of());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Store store = DuckDb.create(config, InstantSource.system());
    store.open();
    out.println(READY);
    ArrayDeque<CompletionStage<Void>> inFlight = new ArrayDeque<>();
    int acknowledged = Integer.parseInt(args[1]);
    int next = acknowledged;
    while (true) {
      while (inFlight.size() < IN_FLIGHT) {
        inFlight.add(store.append(batch(next++)));
      }
      inFlight.remove().toCompletableFuture().join();
      out.println(acknowledged++);
    }
  }

  static RowBatch batch(int number) {
    return TestStores.spans("batch-" + number, ROWS, TestStores.NOON.plusMillis(number * 100L));
  }
}
