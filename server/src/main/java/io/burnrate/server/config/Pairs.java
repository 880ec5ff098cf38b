package io.burnrate.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Settings whose keys the user chooses: names, each with texts. */
final class Pairs {
  /** Stands for what is neither, so that the check finds it. */
  private static final Map<String, List<String>> NO_PAIRS = Map.of("", List.of());

  private Pairs() {}

  /** Of {@code a=b,c=d}. */
  static Map<String, List<String>> of(String text) {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (String each : Kinds.split(text)) {
      int equals = each.indexOf('=');
      if (equals < 0) {
        return NO_PAIRS;
      }
      pairs
          .computeIfAbsent(each.substring(0, equals), any -> new ArrayList<>())
          .add(each.substring(equals + 1));
    }
    return pairs;
  }

  /** Of a mapping to single values or lists of them. */
  static Map<String, List<String>> of(@Nullable Node node) {
    if (!(node instanceof MappingNode mapping)) {
      return NO_PAIRS;
    }
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      List<String> values = new ArrayList<>();
      Node value = tuple.getValueNode();
      for (Node each : value instanceof SequenceNode list ? list.getValue() : List.of(value)) {
        if (each instanceof ScalarNode scalar) {
          values.add(scalar.getValue());
        }
      }
      boolean named = tuple.getKeyNode() instanceof ScalarNode;
      String name = named ? ((ScalarNode) tuple.getKeyNode()).getValue() : "";
      if (values.isEmpty() || pairs.put(name, values) != null) {
        return NO_PAIRS;
      }
    }
    return pairs;
  }

  /** What is wrong with them; empty when nothing is. */
  static String problem(
      Map<String, List<String>> pairs, int most, Kind<String> names, Kind<String> kind) {
    if (pairs.equals(NO_PAIRS)) {
      return "expected names with texts, each name once";
    }
    if (pairs.size() > most) {
      return "expected at most " + most + " names, got " + pairs.size();
    }
    for (Map.Entry<String, List<String>> each : pairs.entrySet()) {
      if (names.parse().apply(each.getKey()).isEmpty()) {
        return names.refuse(each.getKey());
      }
      for (String value : each.getValue()) {
        if (kind.parse().apply(value).isEmpty()) {
          return each.getKey() + ": " + kind.refuse(value);
        }
      }
    }
    return "";
  }

  /** As a YAML mapping in one line, without what is to be hidden. */
  static String show(Map<String, List<String>> pairs, Kind<String> kind) {
    return pairs.entrySet().stream()
        .map(each -> Yaml.quote(each.getKey()) + ": " + values(each.getValue(), kind))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String values(List<String> values, Kind<String> kind) {
    if (kind.hidden()) {
      return "(secret)";
    }
    List<String> quoted = values.stream().map(Yaml::quote).toList();
    return quoted.size() == 1 ? quoted.get(0) : quoted.toString();
  }
}
