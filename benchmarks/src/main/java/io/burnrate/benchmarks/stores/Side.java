package io.burnrate.benchmarks.stores;

import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One of the compared stores, open.
 *
 * @param cluster the process it keeps its rows in, if that is not this one
 * @param folders what it keeps on disk, by what it is
 */
record Side(String name, Store store, OptionalLong cluster, Map<String, Path> folders) {
  ResultTable ask(Query query) {
    return store.query(query).toCompletableFuture().join();
  }

  double clusterSeconds() {
    return cluster.isPresent() ? CpuTime.seconds(cluster.getAsLong()) : 0;
  }

  /** Bytes on disk, by what they are. */
  Map<String, Long> bytes() {
    Map<String, Long> bytes = new TreeMap<>();
    folders.forEach((what, folder) -> bytes.put(what, size(folder)));
    return bytes;
  }

  /** As the disk counts them: files that Pinot and Kafka map have holes. */
  private static long size(Path folder) {
    try {
      Process du =
          new ProcessBuilder("du", "-s", "-B1", folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Long.parseLong(said.split("\t")[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
