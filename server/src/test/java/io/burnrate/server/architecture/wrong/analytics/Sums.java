package io.burnrate.server.architecture.wrong.analytics;

import io.burnrate.server.architecture.wrong.api.Routes;
import io.burnrate.server.architecture.wrong.devcluster.Cluster;
import io.burnrate.server.architecture.wrong.store.duckdb.Rows;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** Knows a module above it, the store in use, SQL, Kafka and HTTP, and reads the clock. */
public record Sums(
    Routes routes,
    Rows rows,
    Vertx vertx,
    Connection connection,
    TopicPartition partition,
    Cluster cluster) {
  static long millis() {
    return Instant.now().toEpochMilli() + System.currentTimeMillis();
  }
}
