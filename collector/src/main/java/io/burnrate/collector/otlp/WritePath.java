package io.burnrate.collector.otlp;

import io.burnrate.collector.Kept;
import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.AppendStore;
import java.time.InstantSource;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Kept kept;
  private final OtlpMetrics metrics;

  WritePath(OtlpConfig config, AppendStore store, Surroundings around, OtlpMetrics metrics) {
    this.keepContent = config.keepContent();
    this.store = store;
    this.clock = around.clock();
    this.sources = around.sources();
    this.kept = around.kept();
    this.metrics = metrics;
  }

  /** A sentence on where what is taken, for a person. */
  static String paths() {
    StringJoiner paths = new StringJoiner(", ", "taken are ", "");
    for (Signal each : Signal.values()) {
      paths.add(each.plural() + " at " + each.httpPath());
    }
    return paths.toString();
  }

  /**
   * A body that is about to come.
   *
   * @param signal null where it is not known
   * @param peer the sender's address
   */
  Export open(@Nullable Signal signal, Encoding encoding, String peer) {
    return new Export(signal, encoding, peer);
  }

  /** The way of one body. */
  final class Export {
    private final @Nullable Signal signal;
    private final Encoding encoding;
    private final String peer;
    private final AtomicBoolean told = new AtomicBoolean();

    private Export(@Nullable Signal signal, Encoding encoding, String peer) {
      this.signal = signal;
      this.encoding = encoding;
      this.peer = peer;
    }

    /** Reads and keeps it. On a worker; may block for a while. */
    CompletionStage<Tally> keep(byte[] body) {
      if (signal == null) {
        throw Refusal.invalid(404, paths());
      }
      metrics.body(body.length);
      Tally tally = new Tally(signal, peer);
      try {
        return read(signal, tally, body)
            .whenComplete((done, failure) -> over(tally, failure))
            .thenApply(done -> tally);
      } catch (RuntimeException e) {
        over(tally, e);
        throw e;
      }
    }

    private CompletionStage<Void> read(Signal known, Tally tally, byte[] body) {
      BatchAppender appender = new BatchAppender(store);
      AttributeJson attributes = new AttributeJson(tally, keepContent);
      SignalRows rows =
          known.open(new Arrival(appender, clock.instant(), tally, attributes, sources, kept));
      encoding.read(known, body, rows);
      rows.finish();
      return appender.durable();
    }

    private void over(Tally tally, @Nullable Throwable failure) {
      told.set(true);
      if (failure == null) {
        metrics.kept(tally);
        tally.tell(sources, clock.millis());
      } else {
        tally.refuse(sources, Refusal.of(failure));
      }
    }

    /** Enters into the book what was refused before it was read; answers the refusal. */
    Refusal refused(Refusal refusal) {
      if (signal != null && told.compareAndSet(false, true)) {
        sources.of(OtlpReceiver.ROUTE, peer).refuse(refusal.status(), refusal.detail());
      }
      return refusal;
    }
  }
}
