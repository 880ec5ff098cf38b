package io.burnrate.collector.otlp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of a server, and closes those beyond a limit. Thread-safe. */
final class ConnectionLimit {
  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final Counter refused;

  /**
   * A limit.
   *
   * @param most connections open at a time
   */
  ConnectionLimit(int most, MeterRegistry registry) {
    this.most = most;
    this.refused =
        Counter.builder("burnrate.otlp.refused.connections")
            .description("Connections closed because too many are open")
            .register(registry);
    Gauge.builder("burnrate.otlp.connections", open, AtomicInteger::get)
        .description("Connections open")
        .strongReference(true)
        .register(registry);
  }

  /** To be called with each new connection. */
  void opened(HttpConnection connection) {
    int now = open.incrementAndGet();
    connection.closeHandler(closed -> open.decrementAndGet());
    if (now > most) {
      refused.increment();
      connection.close();
    }
  }
}
