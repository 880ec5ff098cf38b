package io.burnrate.server;

import io.burnrate.server.config.StoreConfig;
import io.burnrate.store.duckdb.DuckDbConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A store for one run of the demo, which takes away in the end what it made. */
interface DemoStore extends AutoCloseable {
  /** As the greeting calls it. */
  String title();

  /** Makes it ready, telling what it does, and answers its settings. */
  StoreConfig open(Consumer<String> progress) throws Exception;

  @Override
  void close() throws IOException;

  /** The one that {@code kind} stands for, in {@code folder}, for a run that begins now. */
  static DemoStore of(String kind, Path folder, Instant now) {
    return kind.equals(DemoOptions.PINOT) ? new PinotDemoStore(folder, now) : embedded(folder);
  }

  private static DemoStore embedded(Path folder) {
    return new DemoStore() {
      @Override
      public String title() {
        return "a fresh embedded store";
      }

      @Override
      public StoreConfig open(Consumer<String> progress) {
        return new StoreConfig.Embedded(DuckDbConfig.at(folder));
      }

      @Override
      public void close() throws IOException {
        delete(folder);
      }
    };
  }

  /** With everything in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
