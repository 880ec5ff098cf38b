package io.burnrate.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file, overlaid with the environment. Asking for a key consumes it, and {@link
 * #end()} reports what nobody asked for. A mistake is noted and a stand-in returned, so that
 * reading goes on to the next mistake. Not thread-safe.
 */
final class ConfigNode {
  private final Reading reading;
  private final String path;
  private final int line;
  private final Map<String, NodeTuple> left = new LinkedHashMap<>();
  private final TreeSet<String> asked = new TreeSet<>();

  ConfigNode(Reading reading, String path, @Nullable Node node, int line) {
    this.reading = reading;
    this.path = path;
    this.line = node == null ? line : lineOf(node, line);
    if (node instanceof MappingNode mapping) {
      take(mapping);
    } else if (given(node)) {
      reading.wrong(reading.line(this.line), path, "expected keys with values, got " + form(node));
    }
  }

  /** The mapping under {@code key}; an empty one when it is not there. */
  ConfigNode section(String key) {
    NodeTuple tuple = consume(key);
    return new ConfigNode(
        reading, child(key), tuple == null ? null : tuple.getValueNode(), lineOf(tuple));
  }

  /** The mappings in the list under {@code key}, lengthened by the environment; {@code most}. */
  private List<ConfigNode> items(String key, int most) {
    NodeTuple tuple = consume(key);
    Node value = tuple == null ? null : tuple.getValueNode();
    List<Node> nodes = List.of();
    if (value instanceof SequenceNode sequence) {
      nodes = sequence.getValue();
    } else if (given(value)) {
      reading.wrong(reading.line(lineOf(tuple)), child(key), "expected a list, got " + form(value));
    }
    if (nodes.size() > most) {
      reading.wrong(
          reading.line(lineOf(tuple)),
          child(key),
          "expected at most " + most + " elements, got " + nodes.size());
      nodes = nodes.subList(0, most);
    }
    List<ConfigNode> items = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      String element = child(key) + "[" + i + "]";
      if (i >= nodes.size() && !reading.environment().has(element)) {
        break;
      }
      items.add(
          new ConfigNode(reading, element, i < nodes.size() ? nodes.get(i) : null, lineOf(tuple)));
    }
    if (items.isEmpty()) {
      reading.found(new Setting(child(key), "[]", Origin.DEFAULT, Optional.of("[]")));
    }
    return items;
  }

  /**
   * What {@code read} makes of each mapping in the list under {@code key}; one that repeats the
   * {@code identity} of another, which stands under {@code identityKey}, is a mistake and left out.
   */
  <T> List<T> distinct(
      String key,
      int most,
      Function<ConfigNode, T> read,
      String identityKey,
      Function<T, Object> identity) {
    Map<Object, String> first = new HashMap<>();
    List<T> kept = new ArrayList<>();
    for (ConfigNode node : items(key, most)) {
      T item = read.apply(node);
      String before = first.putIfAbsent(identity.apply(item), node.path);
      String name = node.child(identityKey);
      if (before == null) {
        kept.add(item);
      } else if (reading.read(name)) {
        reading.wrong(name, "the same as in " + before + "; expected each once");
      }
    }
    return kept;
  }

  /** What {@code read} makes of each mapping in the list under {@code key}. */
  <T> List<T> each(String key, int most, Function<ConfigNode, T> read) {
    List<T> kept = new ArrayList<>();
    for (ConfigNode node : items(key, most)) {
      kept.add(read.apply(node));
    }
    return kept;
  }

  /**
   * The texts by name under {@code key}, a list of them or a single one for each name; in a
   * variable of the environment {@code a=b,c=d}. None when it is not there.
   *
   * @param names what a name may be
   */
  Map<String, List<String>> named(String key, int most, Kind<String> names, Kind<String> kind) {
    String name = child(key);
    NodeTuple tuple = consume(key);
    Node node = tuple == null ? null : tuple.getValueNode();
    Optional<String> override = reading.environment().take(name);
    Origin origin = Origin.DEFAULT;
    Map<String, List<String>> found = Map.of();
    if (override.isPresent()) {
      origin = Origin.variable(Environment.variable(name));
      found = Pairs.of(override.get());
    } else if (given(node)) {
      origin = reading.line(lineOf(tuple));
      found = Pairs.of(node);
    }
    String problem = Pairs.problem(found, most, names, kind);
    if (!problem.isEmpty()) {
      reading.wrong(origin, name, problem);
      return Map.of();
    }
    reading.found(new Setting(name, Pairs.show(found, kind), origin, Optional.of("{}")));
    return found;
  }

  /** Like {@link #named}, with one text for each name. */
  Map<String, String> texts(String key, int most, Kind<String> names, Kind<String> kind) {
    Map<String, String> texts = new LinkedHashMap<>();
    named(key, most, names, kind)
        .forEach(
            (name, values) -> {
              if (values.size() == 1) {
                texts.put(name, values.get(0));
              } else {
                reading.wrong(child(key), "expected one text for " + name);
              }
            });
    return texts;
  }

  /** The value of {@code key}, or {@code fallback} when it is not there. */
  <T> T read(String key, Kind<T> kind, T fallback) {
    return value(key, kind, fallback, Optional.of(shown(kind, fallback)));
  }

  /** The value of {@code key}, which has to be there; {@code standIn} after a mistake. */
  <T> T require(String key, Kind<T> kind, T standIn) {
    return value(key, kind, standIn, Optional.empty());
  }

  /** The value of {@code key}, or {@code standIn}, which is no value of its own, without it. */
  <T> T readIfGiven(String key, Kind<T> kind, T standIn) {
    NodeTuple tuple = left.get(key);
    boolean there = tuple != null && given(tuple.getValueNode());
    if (there || reading.environment().has(child(key))) {
      return require(key, kind, standIn);
    }
    consume(key);
    return standIn;
  }

  /** The values in the list under {@code key}, or {@code fallback} when it is not there. */
  <T> List<T> list(String key, int most, Kind<T> kind, List<T> fallback) {
    return read(key, Kinds.list(kind, most), fallback);
  }

  /** Notes a mistake for each of {@code keys} that is given nevertheless. */
  void unused(List<String> keys, String reason) {
    for (String key : keys) {
      NodeTuple tuple = left.remove(key);
      if (tuple != null && given(tuple.getValueNode())) {
        reading.wrong(reading.line(lineOf(tuple)), child(key), reason);
      }
      for (String variable : reading.environment().takeAll(child(key))) {
        reading.wrong(Origin.variable(variable), child(key), reason);
      }
    }
  }

  /** Passes over {@code keys}, whatever they hold. */
  void ignore(List<String> keys) {
    for (String key : keys) {
      left.remove(key);
      reading.environment().takeAll(child(key));
    }
  }

  /** The full name of {@code key} in here. */
  String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** To be called when everything that exists was asked for. */
  void end() {
    for (Map.Entry<String, NodeTuple> each : left.entrySet()) {
      String hint =
          Suggestion.nearest(each.getKey(), asked)
              .map(near -> "; did you mean " + near + "?")
              .orElse("");
      reading.wrong(
          reading.line(lineOf(each.getValue())),
          child(each.getKey()),
          "no such setting" + hint + " (allowed here: " + String.join(", ", asked) + ")");
    }
  }

  private <T> T value(String key, Kind<T> kind, T standIn, Optional<String> fallback) {
    String name = child(key);
    NodeTuple tuple = consume(key);
    Origin origin = Origin.DEFAULT;
    Optional<String> text = Optional.empty();
    Node node = tuple == null ? null : tuple.getValueNode();
    Optional<String> override = reading.environment().take(name);
    if (override.isPresent()) {
      text = override;
      origin = Origin.variable(Environment.variable(name));
    } else if (given(node)) {
      origin = reading.line(lineOf(tuple));
      text = kind.list() ? ofList(node) : ofScalar(node);
      if (text.isEmpty()) {
        reading.wrong(origin, name, "expected " + kind.expected() + ", got " + form(node));
        return standIn;
      }
    }
    if (text.isEmpty()) {
      if (fallback.isEmpty()) {
        reading.wrong(reading.line(line), name, "missing; expected " + kind.expected());
      }
      fallback.ifPresent(
          shown -> reading.found(new Setting(name, shown, Origin.DEFAULT, fallback)));
      return standIn;
    }
    Optional<T> value = kind.parse().apply(text.get());
    if (value.isEmpty()) {
      reading.wrong(origin, name, kind.refuse(text.get()));
      return standIn;
    }
    String shown = shown(kind, value.get());
    reading.found(new Setting(name, shown, origin, fallback));
    return value.get();
  }

  private static Optional<String> ofScalar(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }

  /** The elements as a variable of the environment would have them. */
  private static Optional<String> ofList(@Nullable Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      return Optional.empty();
    }
    List<Optional<String>> texts = sequence.getValue().stream().map(ConfigNode::ofScalar).toList();
    return texts.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            texts.stream().map(Optional::orElseThrow).collect(Collectors.joining(Kinds.BETWEEN)))
        : Optional.empty();
  }

  private static <T> String shown(Kind<T> kind, T value) {
    String text = kind.show().apply(value);
    return kind.list() ? Yaml.list(text) : Yaml.quote(text);
  }

  private void take(MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      Origin origin = reading.line(lineOf(tuple));
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        reading.wrong(origin, path, "expected a key, got " + form(tuple.getKeyNode()));
      } else if (left.putIfAbsent(key.getValue(), tuple) != null) {
        reading.wrong(origin, child(key.getValue()), "given twice");
      }
    }
  }

  private @Nullable NodeTuple consume(String key) {
    asked.add(key);
    return left.remove(key);
  }

  private int lineOf(@Nullable NodeTuple tuple) {
    return tuple == null ? line : lineOf(tuple.getKeyNode(), line);
  }

  private static int lineOf(Node node, int fallback) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(fallback);
  }

  private static boolean given(@Nullable Node node) {
    return node != null && !node.getTag().equals(Tag.NULL);
  }

  private static String form(@Nullable Node node) {
    if (node instanceof MappingNode) {
      return "keys with values";
    }
    return node instanceof SequenceNode ? "a list" : "a single value";
  }
}
