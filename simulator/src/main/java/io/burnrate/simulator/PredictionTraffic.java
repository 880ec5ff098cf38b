package io.burnrate.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Sends predictions: at first a past hour of them, so that there is a reference, then a steady
 * stream. Used by one thread.
 */
final class PredictionTraffic implements Traffic.Stream {
  /** Predictions of the past hour that are sent first. */
  static final int BACKFILL = 1_200;

  private static final int MOST_A_BATCH = 400;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long HOUR_MILLIS = 3_600_000;

  private final URI url;
  private final InstantSource clock;
  private final TrafficCounts counts;
  private final long startMillis;
  private final long driftFromMillis;
  private final Schedule schedule;
  private final Predictions predictions;
  private final Courier courier;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private int backfilled;

  PredictionTraffic(
      URI url,
      SimulatorConfig config,
      InstantSource clock,
      long fleetStartMillis,
      TrafficCounts counts) {
    this.url = url;
    this.clock = clock;
    this.counts = counts;
    startMillis = clock.millis();
    Duration drift = config.faults().driftAfter();
    driftFromMillis = drift == null ? Long.MAX_VALUE : fleetStartMillis + drift.toMillis();
    schedule = new Schedule(startMillis, config.predictionRate());
    predictions = new Predictions(config.seed(), startMillis);
    courier = new Courier("predictions", counts.retries);
  }

  @Override
  public void sendDue() throws InterruptedException {
    while (backfilled < BACKFILL) {
      sendBackfill();
    }
    long now = clock.millis();
    counts.predictionsLost.addAndGet(schedule.skipBacklog(now));
    while (schedule.hasDue(now)) {
      StringBuilder lines = new StringBuilder();
      int count = 0;
      while (schedule.hasDue(now) && count < MOST_A_BATCH) {
        long number = schedule.take();
        long millis = schedule.epochNanos(number) / 1_000_000;
        append(lines, BACKFILL + number, millis);
        count++;
      }
      send(lines.toString(), count);
    }
  }

  private void sendBackfill() throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    int count = Math.min(MOST_A_BATCH, BACKFILL - backfilled);
    for (int i = 0; i < count; i++) {
      int number = backfilled + i;
      append(lines, number, startMillis - HOUR_MILLIS + number * HOUR_MILLIS / BACKFILL);
    }
    backfilled += count;
    send(lines.toString(), count);
  }

  private void append(StringBuilder lines, long number, long epochMillis) {
    boolean drifted = epochMillis >= driftFromMillis;
    lines.append(predictions.line(number, Instant.ofEpochMilli(epochMillis), drifted)).append('\n');
  }

  private void send(String lines, int count) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(lines))
            .build();
    if (courier.deliver(() -> post(request))) {
      counts.predictionsSent.addAndGet(count);
    } else {
      counts.predictionsLost.addAndGet(count);
    }
  }

  private Courier.Outcome post(HttpRequest request) throws InterruptedException {
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return Courier.Outcome.DELIVERED;
      }
      return status == 429 || status >= 500 ? Courier.Outcome.FAILED : Courier.Outcome.REFUSED;
    } catch (IOException e) {
      return Courier.Outcome.FAILED;
    }
  }

  @Override
  public void close() {}
}
