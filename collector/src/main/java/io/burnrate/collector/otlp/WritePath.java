package io.burnrate.collector.otlp;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.AppendStore;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a body, however it came: decoded, kept, entered in the book of sources, and
 * acknowledged once durable. Thread-safe.
 */
final class WritePath {
  private final boolean keepContent;
  private final AppendStore store;
  private final InstantSource clock;
  private final Sources sources;
  private final OtlpMetrics metrics;
  private final Map<Signal, SignalReader> readers = new EnumMap<>(Signal.class);

  WritePath(
      OtlpConfig config,
      AppendStore store,
      Surroundings around,
      OtlpMetrics metrics,
      List<SignalReader> readers) {
    this.keepContent = config.keepContent();
    this.store = store;
    this.clock = around.clock();
    this.sources = around.sources();
    this.metrics = metrics;
    readers.forEach(each -> this.readers.put(each.signal(), each));
  }

  /** What reads {@code signal}; null where nothing does. */
  @Nullable SignalReader reader(Signal signal) {
    return readers.get(signal);
  }

  /** A sentence on where what is taken, for a person. */
  String paths() {
    StringJoiner paths = new StringJoiner(", ", "taken are ", "");
    readers.keySet().forEach(each -> paths.add(each.plural() + " at " + each.httpPath()));
    return paths.toString();
  }

  /**
   * Reads and keeps it. On a worker; may block for a while.
   *
   * @param peer the sender's address
   */
  CompletionStage<Tally> keep(SignalReader reader, Encoding encoding, String peer, byte[] body) {
    metrics.body(body.length);
    Tally tally = new Tally(reader.signal(), peer);
    try {
      BatchAppender appender = new BatchAppender(store);
      AttributeJson attributes = new AttributeJson(tally, keepContent);
      SignalRows rows = reader.open(new Arrival(appender, clock.instant(), tally, attributes));
      encoding.read(reader.signal(), body, rows);
      rows.finish();
      return appender
          .durable()
          .whenComplete((done, failure) -> over(tally, failure))
          .thenApply(done -> tally);
    } catch (RuntimeException e) {
      over(tally, e);
      throw e;
    }
  }

  private void over(Tally tally, @Nullable Throwable failure) {
    if (failure == null) {
      metrics.kept(tally);
      tally.tell(sources, clock.millis());
    } else {
      tally.fail(sources, Refusal.of(failure).detail());
    }
  }
}
