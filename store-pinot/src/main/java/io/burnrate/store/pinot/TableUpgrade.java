package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a table configuration in Pinot needs to become the wanted one.
 *
 * @param config what there is, with our settings as they should be; others stay as they are
 * @param changes paths of the settings that differ
 */
record TableUpgrade(JsonNode config, List<String> changes) {
  /** What Pinot shows instead of a secret. */
  private static final String HIDDEN = "*****";

  private static final String SEGMENTS = "segmentsConfig";
  private static final String RETENTION = "retentionTimeValue";
  private static final String RETENTION_UNIT = "retentionTimeUnit";

  static TableUpgrade of(JsonNode found, ObjectNode wanted) {
    List<String> changes = new ArrayList<>();
    JsonNode config = merged("", found, wanted, changes);
    if (config.path(SEGMENTS) instanceof ObjectNode segments) {
      boolean forEver = !wanted.path(SEGMENTS).has(RETENTION);
      if (forEver && segments.has(RETENTION)) {
        segments.remove(List.of(RETENTION, RETENTION_UNIT));
        changes.add(SEGMENTS + "." + RETENTION);
      }
    }
    return new TableUpgrade(config, List.copyOf(changes));
  }

  private static JsonNode merged(
      String path, JsonNode found, JsonNode wanted, List<String> changes) {
    if (wanted.isObject() && found.isObject()) {
      ObjectNode all = found.deepCopy();
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        all.set(
            field.getKey(), merged(name, found.path(field.getKey()), field.getValue(), changes));
      }
      return all;
    }
    if (!covers(found, wanted)) {
      changes.add(path);
      return wanted;
    }
    return found;
  }

  /** Whether everything in {@code wanted} is in {@code found}; Pinot adds settings of its own. */
  private static boolean covers(JsonNode found, JsonNode wanted) {
    if (wanted.isObject() && found.isObject()) {
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        if (!covers(found.path(field.getKey()), field.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (wanted.isContainerNode()) {
      return coversAll(found, wanted);
    }
    String there = found.asText();
    return there.equals(wanted.asText()) || there.equals(HIDDEN) || sameNumber(found, wanted);
  }

  private static boolean coversAll(JsonNode found, JsonNode wanted) {
    // Pinot leaves empty lists out.
    if (found.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!covers(found.path(i), wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNumber(JsonNode found, JsonNode wanted) {
    return found.isNumber() && wanted.isNumber() && found.doubleValue() == wanted.doubleValue();
  }
}
