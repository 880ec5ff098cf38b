package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Table;
import io.burnrate.store.pinot.Controller.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The schemas and tables of an installation in Pinot. Thread-safe. */
final class PinotTables {
  /** What asks Pinot to look for new partitions now instead of within the hour. */
  private static final String LOOK_AGAIN =
      "/periodictask/run?taskname=RealtimeSegmentValidationManager&type=REALTIME&tableName=";

  private static final Duration MAKING_TIMEOUT = Duration.ofSeconds(30);
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final Controller controller;
  private final Names names;
  private final TableJson tableJson;

  /** Asks the controller for its version. */
  PinotTables(PinotConfig config, Controller controller) {
    this.controller = controller;
    this.names = new Names(config.prefix());
    this.tableJson = new TableJson(config, controller.version());
  }

  /** Makes schema and table as they should be, and says what it changed. */
  void ensure(Table table, Consumer<String> changed) {
    String name = names.table(table);
    ensureSchema(table, name, changed);
    ObjectNode wanted = tableJson.of(table);
    JsonNode found = config(name);
    if (found.isMissingNode()) {
      Answer answer = controller.ask("POST", "/tables", wanted);
      if (answer.status() != CONFLICT) {
        controller.expectOk(answer, "making table " + name);
        changed.accept("created table " + name);
        return;
      }
      // Another process is making it.
      Polling.await(
          () -> !config(name).isMissingNode(),
          MAKING_TIMEOUT,
          () -> "table " + name + ": Pinot says that there is one, but does not show it");
      found = config(name);
    }
    requireOurs(name, found, wanted);
    TableUpgrade upgrade = TableUpgrade.of(found, wanted);
    if (!upgrade.changes().isEmpty()) {
      Answer answer = controller.ask("PUT", "/tables/" + name, upgrade.config());
      controller.expectOk(answer, "changing table " + name);
      changed.accept("changed table " + name + ": " + String.join(", ", upgrade.changes()));
    }
  }

  /** Refuses what {@link #ensure} would, and changes nothing. */
  void requireUpgradable(Table table) {
    String name = names.table(table);
    JsonNode schema = controller.get("/schemas/" + name);
    if (!schema.isMissingNode()) {
      SchemaUpgrade.of(schema, SchemaJson.of(table, name));
    }
    JsonNode found = config(name);
    if (!found.isMissingNode()) {
      requireOurs(name, found, tableJson.of(table));
    }
  }

  private void ensureSchema(Table table, String name, Consumer<String> changed) {
    ObjectNode wanted = SchemaJson.of(table, name);
    JsonNode found = controller.get("/schemas/" + name);
    if (found.isMissingNode()) {
      Answer answer = controller.ask("POST", "/schemas?override=false", wanted);
      if (answer.status() != CONFLICT) {
        controller.expectOk(answer, "making schema " + name);
        changed.accept("created schema " + name + " (" + table.columns().size() + " columns)");
        return;
      }
      found = controller.get("/schemas/" + name);
    }
    SchemaUpgrade upgrade = SchemaUpgrade.of(found, wanted);
    if (!upgrade.missing().isEmpty()) {
      Answer answer = controller.ask("PUT", "/schemas/" + name + "?reload=true", upgrade.schema());
      controller.expectOk(answer, "changing schema " + name);
      changed.accept("added to schema " + name + ": " + String.join(", ", upgrade.missing()));
    }
  }

  private static void requireOurs(String name, JsonNode found, ObjectNode wanted) {
    String setting = "stream.kafka.topic.name";
    String topic = stream(found).path(setting).asText();
    String wantedTopic = stream(wanted).path(setting).asText();
    if (!topic.equals(wantedTopic)) {
      throw new BurnrateException(
          ErrorCode.INVALID_REQUEST,
          "table "
              + name
              + " in Pinot reads the topic '"
              + topic
              + "' instead of '"
              + wantedTopic
              + "', so it is not one of ours. Choose another store.prefix");
    }
  }

  private static JsonNode stream(JsonNode config) {
    return config.path("tableIndexConfig").path("streamConfigs");
  }

  private JsonNode config(String name) {
    return controller.get("/tables/" + name + "?type=realtime").path("REALTIME");
  }

  /** What Pinot lacks for {@code table}; empty when nothing. */
  List<String> missing(Table table) {
    String name = names.table(table);
    JsonNode schema = controller.get("/schemas/" + name);
    if (schema.isMissingNode() || config(name).isMissingNode()) {
      return List.of("table " + name + " is missing in Pinot");
    }
    SchemaUpgrade upgrade = SchemaUpgrade.of(schema, SchemaJson.of(table, name));
    return upgrade.missing().stream()
        .map(column -> "table " + name + " in Pinot lacks the column " + column)
        .toList();
  }

  /** How many partitions of {@code table} are being read. */
  int consuming(Table table) {
    JsonNode segments =
        controller
            .get("/tables/" + names.table(table) + "/consumingSegmentsInfo")
            .path("_segmentToConsumingInfoMap");
    Set<String> partitions = new HashSet<>();
    for (JsonNode consumers : segments) {
      for (JsonNode consumer : consumers) {
        if (consumer.path("consumerState").asText().equals("CONSUMING")) {
          consumer.path("partitionToOffsetMap").fieldNames().forEachRemaining(partitions::add);
        }
      }
    }
    return partitions.size();
  }

  /** Has Pinot look for partitions that nobody reads yet. */
  void lookAgain(Table table) {
    controller.ask("GET", LOOK_AGAIN + names.table(table), null);
  }

  /** Removes the table, which then goes away on its own; false when there is none. */
  boolean delete(Table table) {
    String name = names.table(table);
    if (config(name).isMissingNode()) {
      return false;
    }
    Answer answer =
        controller.ask("DELETE", "/tables/" + name + "?type=realtime&retention=0d", null);
    if (answer.status() == NOT_FOUND) {
      return false;
    }
    controller.expectOk(answer, "dropping table " + name);
    return true;
  }

  /** Whether servers and brokers have let go of the table. */
  boolean gone(Table table) {
    JsonNode view = controller.get("/tables/" + names.table(table) + "/externalview");
    return view.path("REALTIME").isMissingNode() || view.path("REALTIME").isNull();
  }

  /** Removes the schema of a table that is gone; false when there is none. */
  boolean deleteSchema(Table table) {
    String name = names.table(table);
    Answer answer = controller.ask("DELETE", "/schemas/" + name, null);
    if (answer.status() == NOT_FOUND) {
      return false;
    }
    controller.expectOk(answer, "dropping schema " + name);
    return true;
  }
}
