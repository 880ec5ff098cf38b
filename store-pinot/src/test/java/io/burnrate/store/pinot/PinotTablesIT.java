package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Pinot makes of the records that it is sent, before and after a segment is finished. */
class PinotTablesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final RunningCluster CLUSTER = RunningCluster.shared();
  private static final PinotConfig CONFIG =
      new PinotConfig(
          CLUSTER.controller(),
          List.of(CLUSTER.broker()),
          Map.of(),
          new PinotConfig.Kafka(CLUSTER.bootstrapServers(), Map.of(), Duration.ofSeconds(5)),
          "tables",
          1,
          1,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          new PinotConfig.Spool(Path.of("unused"), 0),
          Map.of());
  private static final PinotBootstrap BOOTSTRAP =
      new PinotBootstrap(CONFIG, List.of(Tables.SPANS, Tables.LEDGER));

  @BeforeAll
  static void make() {
    BOOTSTRAP.run(line -> {});
  }

  @AfterAll
  static void drop() {
    BOOTSTRAP.drop(line -> {});
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The outcome shows in the table.
  private static void send(RowBatch batch) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", CLUSTER.bootstrapServers(), "max.request.size", 8 << 20);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      String topic = new Names(CONFIG.prefix()).topic(batch.table());
      new RowCodec()
          .encode(batch, 1)
          .forEach(each -> producer.send(new ProducerRecord<>(topic, 0, null, each.value())));
    }
  }

  private static JsonNode rows(String sql) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(CLUSTER.broker().resolve("/query/sql"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.createObjectNode().put("sql", sql).toString()))
            .build();
    JsonNode answer = JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    assertThat(answer.path("exceptions")).as(sql).isEmpty();
    return answer.path("resultTable").path("rows");
  }

  private static void until(String sql, String answer) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!rows(sql).toString().equals(answer)) {
      assertThat(System.nanoTime()).as(sql + " = " + rows(sql)).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** Has the consuming segment of {@code table} finished, and waits for the next one. */
  private static void finishSegment(String table) throws Exception {
    String segments = "select distinct $segmentName from " + table + " limit 100";
    Controller controller = new Controller(CONFIG);
    controller.expectOk(controller.ask("POST", "/tables/" + table + "/forceCommit", null), "");
    String done = "/segments/" + table + "_REALTIME/" + rows(segments).get(0).get(0).asText();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!controller
        .get(done + "/metadata")
        .path("segment.realtime.status")
        .asText("")
        .equals("DONE")) {
      assertThat(System.nanoTime()).as("segment").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static RowBatch span(Instant time, String id, String name, String attributes) {
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 1);
    rows.set(rows.addRow(), "time_ms", time.toEpochMilli()).set(0, "span_id", id);
    return rows.set(0, "name", name).set(0, "attributes", attributes).build();
  }

  @Test
  void theFirstOfRowsWithOneIdentityStaysAlsoWhenItsSegmentIsFinished() throws Exception {
    Instant[] times = {
      Instant.parse("1900-01-01T00:00:00Z"),
      Instant.parse("2026-03-01T12:00:00Z"),
      Instant.parse("2199-12-31T00:00:00Z")
    };
    String text = "\u00e4\ud83d\udd25'\"\\\n".repeat(40_000);
    for (Instant time : times) {
      send(span(time, "a", "first", text));
      send(span(time, "a", "second", ""));
    }
    send(span(times[1], "end", "end", ""));
    until("select count(*) from tables_spans where span_id = 'end'", "[[1]]");
    until("select count(*) from tables_spans where span_id = 'a'", "[[3]]");

    finishSegment("tables_spans");
    for (Instant time : times) {
      send(span(time, "a", "third", ""));
    }
    send(span(times[1], "end2", "end", ""));
    until("select count(*) from tables_spans where span_id = 'end2'", "[[1]]");

    JsonNode kept =
        rows(
            "select time_ms, name, attributes, input_tokens from tables_spans"
                + " where span_id = 'a' order by time_ms limit 10");
    assertThat(kept).hasSize(3);
    for (int i = 0; i < times.length; i++) {
      assertThat(kept.get(i).get(0).asLong()).isEqualTo(times[i].toEpochMilli());
      assertThat(kept.get(i).get(1).asText()).isEqualTo("first");
      assertThat(kept.get(i).get(2).asText()).isEqualTo(text);
      assertThat(kept.get(i).get(3).asLong()).isEqualTo(Long.MIN_VALUE);
    }
  }

  @Test
  void sumsOfTheLedgerAreTheSameFromTheTreeOfAFinishedSegment() throws Exception {
    RowBatch.Builder rows = RowBatch.builder(Tables.LEDGER, "test", 10_000);
    for (int i = 0; i < 10_000; i++) {
      int row = rows.addRow();
      Tables.LEDGER.columns().stream()
          .filter(column -> column.required())
          .forEach(column -> rows.set(row, column, 1));
      rows.set(row, "time_ms", 60_000L * (i / 100)).set(row, "gpu_uuid", "GPU-" + i % 100);
      rows.set(row, "ledger_class", i % 2 == 0 ? "idle" : "owned").set(row, "cost_nano_usd", i);
      rows.set(row, "pool", "pool-" + i % 4).set(row, "revision", 0);
    }
    send(rows.build());
    until("select count(*) from tables_ledger", "[[10000]]");
    String sql =
        "select pool, sum(cost_nano_usd), min(cost_nano_usd), max(cost_nano_usd), count(*)"
            + " from tables_ledger where time_ms >= 60000 and ledger_class = 'idle'"
            + " group by pool order by pool limit 10";
    // Even numbers from 100 to 9,998 are idle, those of pool-0 divisible by four.
    String answer =
        "[[\"pool-0\",1.24938E7,100.0,9996.0,2475],[\"pool-2\",1.249875E7,102.0,9998.0,2475]]";
    until(sql, answer);

    finishSegment("tables_ledger");

    until(sql, answer);
  }
}
