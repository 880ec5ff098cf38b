package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.TailStore.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The tails of all tables, one reader for each table that anybody follows. Thread-safe. */
final class Tails {
  private final TailReader.Parts parts;
  private final Map<Table, TailReader> readers = new ConcurrentHashMap<>();
  private boolean open;
  private boolean closed;

  Tails(TailReader.Parts parts) {
    this.parts = parts;
  }

  /**
   * Follows {@code table} from now on, or, before the store is open, from its opening on. Returns
   * when it is settled where that is, or after a few seconds when Kafka does not answer.
   */
  Subscription subscribe(Table table, Consumer<RowBatch> consumer) {
    TailReader reader;
    boolean waits;
    TailReader.Listener listener;
    synchronized (this) {
      reader = readers.computeIfAbsent(table, each -> new TailReader(each, parts));
      listener = reader.add(consumer);
      waits = open && !closed;
      if (waits) {
        reader.start();
      }
    }
    if (waits) {
      listener.awaitBegin();
    }
    return listener;
  }

  void acknowledged(Table table, int partition, long offset) {
    TailReader reader = readers.get(table);
    if (reader != null) {
      reader.acknowledged(partition, offset);
    }
  }

  void open() {
    Map<Table, TailReader> all;
    synchronized (this) {
      open = true;
      all = Map.copyOf(readers);
      all.values().forEach(TailReader::start);
    }
    all.values().forEach(TailReader::awaitBegin);
  }

  /** Hands on what this process has been acknowledged, for at most {@code patience}, and stops. */
  void close(Duration patience) throws InterruptedException {
    Map<Table, TailReader> all;
    synchronized (this) {
      closed = true;
      all = Map.copyOf(readers);
    }
    long until = System.nanoTime() + patience.toNanos();
    all.values().forEach(reader -> reader.finish(until));
    for (TailReader each : all.values()) {
      each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
    }
  }
}
