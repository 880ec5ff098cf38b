package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the brokers send queries to the segments that servers fill now. A broker that has
 * not heard of a new segment yet answers without its rows and without a word. Each new segment is
 * asked about once. Thread-safe.
 */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final List<URI> brokers;
  private final PinotHttp http;
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();
  private final AtomicBoolean warned = new AtomicBoolean();

  Routes(List<URI> brokers, PinotHttp http) {
    this.brokers = brokers;
    this.http = http;
  }

  /** Whether every broker that answers has all {@code segments} of {@code table}. */
  CompletableFuture<Boolean> lead(String table, Set<String> segments) {
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (URI broker : brokers) {
      Set<String> before = known.getOrDefault(broker + " " + table, Set.of());
      if (!before.containsAll(segments)) {
        answers.add(ask(broker, table, Set.copyOf(segments)));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().allMatch(CompletableFuture::join));
  }

  /** A table that was away may come back with segments of the same names. */
  void forget(String table) {
    brokers.forEach(broker -> known.remove(broker + " " + table));
  }

  private CompletableFuture<Boolean> ask(URI broker, String table, Set<String> segments) {
    return http.get(broker, "/debug/routingTable/" + table + "_REALTIME")
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                // No query gets there either.
                return true;
              }
              if (answer.status() != OK && answer.status() != NOT_FOUND) {
                return unknown(broker, answer.status());
              }
              Set<String> routed = new HashSet<>();
              collect(answer.body(), routed);
              routed.retainAll(segments);
              known.put(broker + " " + table, Set.copyOf(routed));
              return routed.containsAll(segments);
            });
  }

  private boolean unknown(URI broker, int status) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "Broker {} does not tell its routes (HTTP {}): for a moment after Pinot begins a new"
              + " segment, answers may lack its rows",
          broker,
          status);
    }
    return true;
  }

  /** Every text in {@code node}: versions of Pinot nest them differently. */
  private static void collect(JsonNode node, Set<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(each -> collect(each, texts));
  }
}
