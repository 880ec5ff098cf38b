package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loud and a quiet sender before an embedded store whose every append takes its time. */
class FairIntakeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int BODY_BYTES = 200_000;
  private static final int CONNECTIONS = 12;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService disk = Executors.newSingleThreadExecutor();
  private final ExecutorService senders = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() throws Exception {
    senders.shutdownNow();
    disk.shutdownNow();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void theQuietOneIsServedWhateverTheLoudOneSends() throws Exception {
    try (OpenStore store = new OpenStore(folder, NOW)) {
      int port = serve(slow(store));
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger kept = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      List<CompletableFuture<Void>> loud = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        loud.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!over.get()) {
                    int status = post(port, "loud", new byte[BODY_BYTES]).statusCode();
                    (status == 200 ? kept : refused).incrementAndGet();
                  }
                },
                senders));
      }
      while (refused.get() == 0) {
        Thread.sleep(5);
      }
      List<Integer> quiet = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        quiet.add(post(port, "quiet", new byte[500]).statusCode());
      }
      over.set(true);
      CompletableFuture.allOf(loud.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);

      assertThat(quiet).containsOnly(200);
      assertThat(kept).hasPositiveValue();
      assertThat(refused).hasPositiveValue();
    }
  }

  private int serve(AppendStore store) throws Exception {
    Surroundings around =
        Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.fixed(NOW));
    Intake intake = Intake.narrow(around, "fair", BODY_BYTES);
    return vertx
        .createHttpServer()
        .requestHandler(request -> take(intake, store, request))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  private static void take(Intake intake, AppendStore store, HttpServerRequest request) {
    intake
        .handle(request, (Refusal) null, body -> keep(store, body))
        .map(done -> Answer.json(200, new JsonObject()))
        .otherwise(failure -> Answer.problem(Refusal.of(failure), new JsonObject()))
        .onSuccess(answer -> answer.send(request));
  }

  private static CompletionStage<Void> keep(AppendStore store, byte[] body) {
    RowBatch.Builder rows = RowBatch.builder(Tables.PREDICTIONS, "test", 1);
    int row = rows.addRow();
    rows.set(row, Tables.PREDICTIONS.time(), NOW.toEpochMilli());
    rows.set(row, Tables.PREDICTIONS.column("model"), "of " + body.length + " bytes");
    rows.set(row, Tables.PREDICTIONS.column("prediction_id"), "p" + System.nanoTime());
    BatchAppender appender = new BatchAppender(store);
    appender.add(rows.build());
    return appender.durable();
  }

  private AppendStore slow(AppendStore store) {
    return batch ->
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    TimeUnit.MILLISECONDS.sleep(20);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return store.append(batch);
                },
                disk)
            .thenCompose(stored -> stored);
  }

  private HttpResponse<String> post(int port, String tenant, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .timeout(Duration.ofSeconds(30))
            .header("X-Scope-OrgID", tenant)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString()).join();
  }
}
