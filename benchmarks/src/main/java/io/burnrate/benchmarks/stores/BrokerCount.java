package io.burnrate.benchmarks.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Counts a GPU's rows at Pinot's broker itself, past the store. */
final class BrokerCount implements Probes.RawCount {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ObjectMapper json = new ObjectMapper();

  /** Pinot does not like the upgrade to HTTP/2 that is tried otherwise. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI address;
  private final String table;
  private final long timeMillis;

  /**
   * At the broker that answers at {@code broker}.
   *
   * @param timeMillis of the rows that are looked for
   */
  BrokerCount(URI broker, String table, long timeMillis) {
    this.address = broker.resolve("/query/sql");
    this.table = table;
    this.timeMillis = timeMillis;
  }

  @Override
  public long of(String gpu) {
    String sql =
        "SELECT COUNT(*) FROM %s WHERE time_ms = %d AND gpu_uuid = '%s'"
            .formatted(table, timeMillis, gpu);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(json.writeValueAsString(Map.of("sql", sql))))
              .build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode rows = json.readTree(response.body()).path("resultTable").path("rows");
      return rows.path(0).path(0).asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
