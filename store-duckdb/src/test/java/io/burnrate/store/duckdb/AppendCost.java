package io.burnrate.store.duckdb;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * A program, not a test: what a fleet's samples cost. 1,000 GPUs in batches of 8, a round each
 * second, in real time. Arguments: seconds, commit interval in milliseconds, threads.
 */
final class AppendCost {
  private static final int GPUS = 1_000;
  private static final int GPUS_PER_NODE = 8;
  private static final int TICK_MILLIS = 10;

  private AppendCost() {}

  public static void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(args[0]);
    DuckDbConfig config =
        new DuckDbConfig(
            Files.createTempDirectory("append-cost"),
            512L << 20,
            Integer.parseInt(args[2]),
            Duration.ofMillis(Long.parseLong(args[1])),
            500_000,
            Map.of());
    PrintStream out = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    try (Store store = DuckDb.create(config, InstantSource.system())) {
      store.open();
      run(store, 5);
      double before = cpuSeconds();
      run(store, seconds);
      double cpu = cpuSeconds() - before;
      out.printf(
          "interval %s ms, threads %s: %.1f CPU-ms for 1,000 rows; %s%n",
          args[1], args[2], cpu * 1e3 / seconds, store.measurements());
    }
    out.printf("CPU-s with close %.2f, bytes %d%n", cpuSeconds(), bytes(config.path()));
    remove(config.path());
  }

  private static void run(Store store, int seconds) throws InterruptedException {
    List<CompletionStage<Void>> answers = new ArrayList<>();
    long start = System.nanoTime();
    int nodes = GPUS / GPUS_PER_NODE;
    int sent = 0;
    while (sent < nodes * seconds) {
      long due = (System.nanoTime() - start) * nodes / 1_000_000_000L;
      for (; sent < due; sent++) {
        answers.add(store.append(batch(sent % nodes, System.currentTimeMillis())));
      }
      Thread.sleep(TICK_MILLIS);
    }
    answers.forEach(answer -> answer.toCompletableFuture().join());
  }

  private static RowBatch batch(int node, long millis) {
    Table table = Tables.GPU_SAMPLES;
    RowBatch.Builder builder = RowBatch.builder(table, "cost", GPUS_PER_NODE);
    for (int gpu = 0; gpu < GPUS_PER_NODE; gpu++) {
      int row = builder.addRow();
      for (Column column : table.columns()) {
        if (column.type() == ColumnType.STRING) {
          builder.set(row, column, column.index() < 9 ? column.name() + "-" + node : "");
        } else if (column.type() == ColumnType.DOUBLE && column.index() < 56) {
          builder.set(
              row, column, (millis / 1000 * 31 + gpu * 7L + column.index() * 13L) % 1000 / 8.0);
        }
      }
      builder.set(row, table.time(), millis);
      builder.set(row, "gpu_uuid", "GPU-5f0a1b2c-0000-0000-0000-" + (1_000_000 + node * 8 + gpu));
    }
    return builder.build();
  }

  private static double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
