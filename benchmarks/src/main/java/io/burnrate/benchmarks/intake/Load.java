package io.burnrate.benchmarks.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Senders that each wait for the answer before they send again. So the rate is what the receiver
 * can take, and latencies are those at that rate.
 */
final class Load implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI url;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong items = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;
  private volatile String problem = "";

  Load(URI url) {
    this.url = url;
  }

  /** Starts a sender for each payload. */
  void start(List<? extends Payload> payloads) {
    for (Payload payload : payloads) {
      Thread thread = new Thread(() -> send(payload), "load");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void send(Payload payload) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    while (!stopped) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .POST(BodyPublishers.ofByteArray(payload.next()));
      payload.headers().forEach(request::header);
      long begun = System.nanoTime();
      try {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 == 2) {
          items.addAndGet(payload.items());
          latencies.add(System.nanoTime() - begun);
        } else {
          refused.incrementAndGet();
          problem = answer.statusCode() + " " + answer.body();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Spans or samples that were acknowledged so far. */
  long items() {
    return items.get();
  }

  long refused() {
    return refused.get();
  }

  /** What the last refusal said. */
  String problem() {
    return problem;
  }

  /** The quantile of the answers' times since the last call of {@link #forget}, milliseconds. */
  double latencyMillis(double quantile) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * quantile))] / 1e6;
  }

  void forget() {
    latencies.clear();
  }

  /** Waits for the answers under way. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(TIMEOUT.toMillis());
    }
  }
}
