package io.burnrate.simulator;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Sends the spans of the chat service through the OpenTelemetry exporter. Used by one thread. */
final class ChatTraffic implements Traffic.Stream {
  private static final int MOST_REQUESTS_A_BATCH = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final long fleetStartMillis;
  private final long thresholdNanos;
  private final TrafficCounts counts;
  private final Schedule schedule;
  private final ChatRequests requests;
  private final ChatSpans spans;
  private final Courier courier;
  private final OtlpHttpSpanExporter exporter;

  ChatTraffic(
      URI endpoint,
      SimulatorConfig config,
      InstantSource clock,
      long fleetStartMillis,
      TrafficCounts counts) {
    this.clock = clock;
    this.fleetStartMillis = fleetStartMillis;
    this.counts = counts;
    long now = clock.millis();
    thresholdNanos = config.latencyThreshold().toNanos();
    schedule = new Schedule(now, config.requestRate());
    requests = new ChatRequests(config.seed(), config.faults().slowdown());
    spans = new ChatSpans(config.seed() ^ now);
    courier = new Courier("spans", counts.retries);
    exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setTimeout(TIMEOUT)
            .setCompression("gzip")
            .setRetryPolicy(null)
            .build();
  }

  @Override
  public void sendDue() throws InterruptedException {
    long now = clock.millis();
    counts.requestsLost.addAndGet(schedule.skipBacklog(now));
    while (schedule.hasDue(now)) {
      sendBatch(now);
    }
  }

  private void sendBatch(long now) throws InterruptedException {
    int sent = 0;
    int good = 0;
    long input = 0;
    long output = 0;
    while (schedule.hasDue(now) && sent < MOST_REQUESTS_A_BATCH) {
      long endNanos = schedule.epochNanos(schedule.take());
      ChatRequests.Request request = requests.next(endNanos / 1_000_000 - fleetStartMillis);
      spans.add(request, endNanos);
      sent++;
      good += request.good(thresholdNanos) ? 1 : 0;
      input += request.failed() ? 0 : request.inputTokens();
      output += request.failed() ? 0 : request.outputTokens();
    }
    var batch = spans.take();
    if (courier.deliver(() -> outcome(exporter.export(batch)))) {
      counts.requestsSent.addAndGet(sent);
      counts.requestsGood.addAndGet(good);
      counts.inputTokens.addAndGet(input);
      counts.outputTokens.addAndGet(output);
    } else {
      counts.requestsLost.addAndGet(sent);
    }
  }

  private static Courier.Outcome outcome(CompletableResultCode result) {
    result.join(TIMEOUT.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    return result.isSuccess() ? Courier.Outcome.DELIVERED : Courier.Outcome.FAILED;
  }

  @Override
  public void close() {
    exporter.shutdown().join(1, TimeUnit.SECONDS);
  }
}
