package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a schema in Pinot needs to become the wanted one.
 *
 * @param schema what there is and the missing columns; columns that only Pinot has, as after a
 *     return to an older version of ours, stay
 * @param missing the columns that Pinot lacks
 */
record SchemaUpgrade(ObjectNode schema, List<String> missing) {
  /**
   * Compares. Throws {@link BurnrateException} when no upgrade leads from one to the other, with
   * what can be done about it.
   */
  static SchemaUpgrade of(JsonNode found, ObjectNode wanted) {
    List<String> faults = new ArrayList<>();
    JsonNode key = found.path(SchemaJson.PRIMARY_KEY);
    if (!key.equals(wanted.get(SchemaJson.PRIMARY_KEY))) {
      faults.add(
          "rows are told apart by " + key + " instead of " + wanted.get(SchemaJson.PRIMARY_KEY));
    }
    Map<String, JsonNode> columns = columns(found);
    List<String> missing = new ArrayList<>();
    List<JsonNode> specs = new ArrayList<>();
    columns(wanted)
        .forEach(
            (name, spec) -> {
              JsonNode there = columns.get(name);
              if (there != null) {
                compare(name, there, spec, faults);
              } else if (isTime(wanted, name)) {
                faults.add("the time column " + name + " is missing");
              } else {
                missing.add(name);
                specs.add(spec);
              }
            });
    if (!faults.isEmpty()) {
      String name = wanted.path("schemaName").asText();
      throw new BurnrateException(
          ErrorCode.INVALID_REQUEST,
          "table "
              + name
              + " in Pinot is not one of ours or of a version that cannot be upgraded: "
              + String.join("; ", faults)
              + ". Choose another store.prefix, or drop table, schema and topic "
              + name
              + " if its rows are not needed");
    }
    ObjectNode schema = found.deepCopy();
    if (!specs.isEmpty()) {
      schema.withArray(SchemaJson.DIMENSIONS).addAll(specs);
    }
    return new SchemaUpgrade(schema, missing);
  }

  private static boolean isTime(JsonNode schema, String name) {
    return schema.path(SchemaJson.TIMES).path(0).path("name").asText().equals(name);
  }

  private static void compare(String name, JsonNode found, JsonNode wanted, List<String> faults) {
    String type = found.path("dataType").asText();
    String wantedType = wanted.path("dataType").asText();
    if (!type.equals(wantedType)) {
      faults.add("column " + name + " is " + type + " instead of " + wantedType);
      return;
    }
    if (!found.path("singleValueField").asBoolean(true)) {
      faults.add("column " + name + " holds lists");
    }
    if (wanted.has("format")) {
      return;
    }
    String absent = found.path("defaultNullValue").asText(SchemaJson.impliedDefault(type));
    String wantedAbsent = wanted.path("defaultNullValue").asText();
    if (!absent.equals(wantedAbsent)) {
      faults.add(
          "column "
              + name
              + " has '"
              + absent
              + "' for absent values instead of '"
              + wantedAbsent
              + "'");
    }
    int length = found.path("maxLength").asInt(SchemaJson.IMPLIED_LENGTH);
    if (wanted.has("maxLength") && length < wanted.get("maxLength").asInt()) {
      faults.add("column " + name + " cuts texts at " + length + " characters");
    }
  }

  private static Map<String, JsonNode> columns(JsonNode schema) {
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    for (String kind : List.of(SchemaJson.DIMENSIONS, "metricFieldSpecs", SchemaJson.TIMES)) {
      schema.path(kind).forEach(spec -> columns.put(spec.path("name").asText(), spec));
    }
    return columns;
  }
}
