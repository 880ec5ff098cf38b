package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Column;
import io.burnrate.store.Table;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Makes and drops single tables. */
final class TestTables {
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI controller;
  private final String kafka;
  private final Admin admin;

  TestTables(URI controller, String kafka) {
    this.controller = controller;
    this.kafka = kafka;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
  }

  void create(Names names, Table table, int partitions) throws Exception {
    String name = names.table(table);
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    send("POST", "/schemas", schema(name, table));
    send("POST", "/tables", config(name, table));
  }

  void drop(Names names, Table table) throws Exception {
    String name = names.table(table);
    send("DELETE", "/tables/" + name + "?type=realtime", "");
    send("DELETE", "/schemas/" + name, "");
    try {
      admin.deleteTopics(List.of(name)).all().get();
    } catch (ExecutionException e) {
      // It goes with the cluster.
    }
  }

  private static String schema(String name, Table table) {
    ObjectNode schema = JSON.createObjectNode().put("schemaName", name);
    ArrayNode keys = schema.putArray("primaryKeyColumns");
    table.identity().forEach(column -> keys.add(column.name()));
    ArrayNode dimensions = schema.putArray("dimensionFieldSpecs");
    for (Column column : table.columns()) {
      if (column.role() == Column.Role.TIME) {
        schema
            .putArray("dateTimeFieldSpecs")
            .addObject()
            .put("name", column.name())
            .put("dataType", "LONG")
            .put("format", "1:MILLISECONDS:EPOCH")
            .put("granularity", "1:MILLISECONDS");
      } else {
        ObjectNode spec =
            dimensions.addObject().put("name", column.name()).put("dataType", column.type().name());
        switch (column.type()) {
          case LONG -> spec.put("defaultNullValue", Long.MIN_VALUE);
          case DOUBLE -> spec.put("defaultNullValue", "-Infinity");
          case STRING -> spec.put("defaultNullValue", "").put("maxLength", 10_000_000);
        }
      }
    }
    return schema.toString();
  }

  private String config(String name, Table table) {
    ObjectNode config = JSON.createObjectNode().put("tableName", name).put("tableType", "REALTIME");
    config
        .putObject("segmentsConfig")
        .put("timeColumnName", table.time().name())
        .put("schemaName", name)
        .put("replication", "1")
        .put("replicasPerPartition", "1");
    config.putObject("tenants");
    config
        .putObject("tableIndexConfig")
        .put("loadMode", "MMAP")
        .putObject("streamConfigs")
        .put("streamType", "kafka")
        .put("stream.kafka.consumer.type", "lowlevel")
        .put("stream.kafka.topic.name", name)
        .put("stream.kafka.broker.list", kafka)
        .put(
            "stream.kafka.consumer.factory.class.name",
            "org.apache.pinot.plugin.stream.kafka20.KafkaConsumerFactory")
        .put(
            "stream.kafka.decoder.class.name",
            "org.apache.pinot.plugin.stream.kafka.KafkaJSONMessageDecoder")
        .put("stream.kafka.consumer.prop.auto.offset.reset", "smallest")
        .put("stream.kafka.isolation.level", "read_committed")
        .put("realtime.segment.flush.threshold.rows", "50000");
    config.putObject("routing").put("instanceSelectorType", "strictReplicaGroup");
    config.putObject("dedupConfig").put("dedupEnabled", true).put("hashFunction", "NONE");
    config.putObject("metadata");
    return config.toString();
  }

  private void send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(controller.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(method + " " + path + ": " + answer.body());
    }
  }
}
