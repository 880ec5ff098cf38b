package io.burnrate.devcluster.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RunningClusterTest {
  private static final String SCHEMA =
      """
      {"schemaName": "readings",
       "dimensionFieldSpecs": [{"name": "gpu", "dataType": "STRING"}],
       "metricFieldSpecs": [{"name": "watts", "dataType": "DOUBLE"}],
       "dateTimeFieldSpecs": [{"name": "ts", "dataType": "LONG",
         "format": "1:MILLISECONDS:EPOCH", "granularity": "1:MILLISECONDS"}]}
      """;
  private static final String TABLE =
      """
      {"tableName": "readings", "tableType": "REALTIME",
       "segmentsConfig": {"timeColumnName": "ts", "schemaName": "readings", "replication": "1",
         "replicasPerPartition": "1"},
       "tenants": {},
       "tableIndexConfig": {"loadMode": "MMAP", "streamConfigs": {
         "streamType": "kafka", "stream.kafka.topic.name": "readings",
         "stream.kafka.broker.list": "%s",
         "stream.kafka.consumer.type": "lowlevel",
         "stream.kafka.consumer.prop.auto.offset.reset": "smallest",
         "stream.kafka.consumer.factory.class.name":
           "org.apache.pinot.plugin.stream.kafka20.KafkaConsumerFactory",
         "stream.kafka.decoder.class.name":
           "org.apache.pinot.plugin.stream.kafka.KafkaJSONMessageDecoder",
         "realtime.segment.flush.threshold.rows": "%d"}},
       "metadata": {}}
      """;
  private static final Pattern COUNT = Pattern.compile("\"rows\":\\[\\[(\\d+)\\]\\]");

  /** Of version 1.1: a request to upgrade with a body makes Pinot wait for more of it. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void rowsSurviveTheStopOfEachPartAndAKillOfAll(@TempDir Path data) throws Exception {
    try (RunningCluster cluster = RunningCluster.start(data)) {
      createTable(cluster);
      assertThatThrownBy(() -> RunningCluster.start(data))
          .isInstanceOf(ClusterFailure.class)
          .hasMessageContaining("another cluster runs on " + data);
      produce(cluster, 0, 1_000);
      awaitCount(cluster, 1_000);

      int rows = 1_000;
      for (Component component : Component.values()) {
        cluster.stop(component);
        cluster.start(component);
        produce(cluster, rows, 100);
        rows += 100;
        awaitCount(cluster, rows);
      }

      cluster.kill();
      cluster.restart();
      awaitCount(cluster, rows);
      produce(cluster, rows, 100);
      awaitCount(cluster, rows + 100);
    }
  }

  private void createTable(RunningCluster cluster) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("readings", 2, (short) 1))).all().get();
    }
    post(cluster.controller().resolve("/schemas"), SCHEMA);
    // Few enough that segments are completed on the way, which needs the controller.
    post(cluster.controller().resolve("/tables"), TABLE.formatted(cluster.bootstrapServers(), 300));
  }

  private static void produce(RunningCluster cluster, int from, int count) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all", "linger.ms", 5);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = from; i < from + count; i++) {
        String gpu = "GPU-" + i % 8;
        String row =
            "{\"gpu\": \"%s\", \"watts\": %d, \"ts\": %d}"
                .formatted(gpu, i % 700, 1_780_000_000_000L + i);
        sent.add(producer.send(new ProducerRecord<>("readings", gpu, row)));
      }
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }
  }

  private void awaitCount(RunningCluster cluster, long expected) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String answer = "";
    while (System.nanoTime() < end) {
      answer = query(cluster);
      Matcher count = COUNT.matcher(answer);
      if (count.find() && Long.parseLong(count.group(1)) == expected) {
        return;
      }
      Thread.sleep(100);
    }
    assertThat(answer).as("answer to a count of %d rows", expected).isEmpty();
  }

  private String query(RunningCluster cluster) throws Exception {
    try {
      return post(
          cluster.broker().resolve("/query/sql"),
          "{\"sql\": \"SELECT COUNT(*) FROM readings LIMIT 1\"}");
    } catch (IOException down) {
      return down.toString();
    }
  }

  private String post(URI to, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
