package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Table;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes and drops single tables. */
final class TestTables {
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int SEGMENT_ROWS = 50_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI controller;
  private final PinotVersion version;
  private final Admin admin;

  TestTables(Site site) {
    this.controller = site.controller();
    this.version = site.version();
    this.admin = Admin.create(Map.of("bootstrap.servers", site.kafka()));
  }

  /** Makes topic, schema and table; Pinot reads the topic as {@code ofPinot} has it. */
  void create(PinotConfig config, PinotConfig ofPinot, Table table) throws Exception {
    Names names = new Names(config.prefix());
    String name = names.table(table);
    try {
      admin
          .createTopics(List.of(new NewTopic(names.topic(table), config.partitions(), (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    send("POST", "/schemas", SchemaJson.of(table, name).toString());
    ObjectNode json = new TableJson(ofPinot, version).of(table);
    // Pinot takes memory for all rows of a segment at its beginning.
    json.withObject("/tableIndexConfig/streamConfigs")
        .put("realtime.segment.flush.threshold.rows", "" + SEGMENT_ROWS);
    send("POST", "/tables", json.toString());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumed(name) < config.partitions() || !answers(config, name)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(name + " is not read: " + status(name));
      }
      Thread.sleep(50);
    }
  }

  /** Whether every broker has a way to the table: it comes after the consumers. */
  private static boolean answers(PinotConfig config, String name) throws Exception {
    for (URI broker : config.brokers()) {
      HttpRequest request =
          HttpRequest.newBuilder(broker.resolve("/query/sql"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"sql\":\"select count(*) from " + name + "\"}"))
              .build();
      String body = HTTP.send(request, BodyHandlers.ofString()).body();
      if (!body.contains("\"rows\"") || !body.contains("\"exceptions\":[]")) {
        return false;
      }
    }
    return true;
  }

  private String status(String name) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String what : List.of("consumingSegmentsInfo", "idealstate", "externalview")) {
      URI uri = controller.resolve("/tables/" + name + "/" + what);
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      all.append(HTTP.send(request, BodyHandlers.ofString()).body()).append(' ');
    }
    return all.toString();
  }

  /** How many partitions some server reads already. */
  private int consumed(String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(controller.resolve("/tables/" + name + "/consumingSegmentsInfo"))
            .build();
    return HTTP.send(request, BodyHandlers.ofString()).body().split("CONSUMING", -1).length - 1;
  }

  void drop(Names names, Table table) throws Exception {
    String name = names.table(table);
    send("DELETE", "/tables/" + name + "?type=realtime", "");
    send("DELETE", "/schemas/" + name, "");
    // Its topic goes with the cluster: consumers that still read it would ask in vain, at speed.
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
