package io.burnrate.collector.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Lists of {@code {targets: [...], labels: {...}}} as Prometheus' file and HTTP discovery have
 * them. What is not of that shape is refused whole, with a {@link BadGroupsException}.
 */
final class TargetGroups {
  /** Longer texts are refused. */
  static final int MAX_BYTES = 16 << 20;

  /** YAML that names a part of itself more often is refused. */
  private static final int MAX_ALIASES = 50;

  private static final int MAX_DEPTH = 100;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private TargetGroups() {}

  /** Why a list cannot be taken. */
  static final class BadGroupsException extends Exception {
    private static final long serialVersionUID = 1L;

    BadGroupsException(String message) {
      super(message);
    }
  }

  /** The labels of each target in a JSON text, {@code __address__} among them. */
  static List<Map<String, String>> json(byte[] text) throws BadGroupsException {
    try {
      return targets(JSON.readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      throw new BadGroupsException("not JSON: " + e.getOriginalMessage());
    } catch (java.io.IOException e) {
      throw new BadGroupsException("not JSON: " + e.getMessage());
    }
  }

  /** Likewise, of a YAML text. */
  static List<Map<String, String>> yaml(String text) throws BadGroupsException {
    LoadSettings settings =
        LoadSettings.builder()
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      checkDepth(settings, text);
      Object read = new Load(settings).loadFromString(text);
      return read == null ? List.of() : targets(read);
    } catch (YamlEngineException | ClassCastException | NumberFormatException e) {
      // The last one is what the reader throws on an escape of four digits that is cut short.
      throw new BadGroupsException("not YAML: " + firstLine(e));
    }
  }

  /** The reader calls itself at each level, so what is deep has to be found before. */
  private static void checkDepth(LoadSettings settings, String text) throws BadGroupsException {
    int depth = 0;
    for (Event each : new Parse(settings).parseString(text)) {
      if (each instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        throw new BadGroupsException("nested more than " + MAX_DEPTH + " levels deep");
      }
      depth -= each instanceof CollectionEndEvent ? 1 : 0;
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static List<Map<String, String>> targets(@Nullable Object root)
      throws BadGroupsException {
    if (!(root instanceof List<?> groups)) {
      throw new BadGroupsException("expected a list of groups");
    }
    List<Map<String, String>> all = new ArrayList<>();
    for (Object each : groups) {
      if (!(each instanceof Map<?, ?> group)) {
        throw new BadGroupsException("expected a group of targets and labels, got " + kind(each));
      }
      for (Object key : group.keySet()) {
        if (!"targets".equals(key) && !"labels".equals(key)) {
          throw new BadGroupsException("expected targets and labels, got '" + key + "'");
        }
      }
      add(group, all);
    }
    return all;
  }

  private static void add(Map<?, ?> group, List<Map<String, String>> all)
      throws BadGroupsException {
    Map<String, String> labels = labels(group.get("labels"));
    Object targets = group.get("targets");
    if (targets != null && !(targets instanceof List<?>)) {
      throw new BadGroupsException("expected a list under targets, got " + kind(targets));
    }
    for (Object target : targets instanceof List<?> list ? list : List.of()) {
      if (!(target instanceof String address)) {
        throw new BadGroupsException("expected a text under targets, got " + kind(target));
      }
      Map<String, String> one = new LinkedHashMap<>(labels);
      one.put(TargetLabels.ADDRESS, address);
      all.add(one);
    }
  }

  private static Map<String, String> labels(@Nullable Object found) throws BadGroupsException {
    if (found == null) {
      return Map.of();
    }
    if (!(found instanceof Map<?, ?> map)) {
      throw new BadGroupsException("expected names and values under labels, got " + kind(found));
    }
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String name = String.valueOf(each.getKey());
      Object value = each.getValue();
      if (name.isEmpty() || value instanceof Map || value instanceof List) {
        throw new BadGroupsException("expected a label's name and a text, got '" + name + "'");
      }
      labels.put(name, value == null ? "" : value.toString());
    }
    return labels;
  }

  private static String kind(@Nullable Object found) {
    if (found == null) {
      return "nothing";
    }
    return found instanceof Map ? "keys with values" : found instanceof List ? "a list" : "a value";
  }
}
