package io.burnrate.collector.serving;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every name of a series that may be a model server's, in all its spellings, from {@code
 * names.txt}. Found by bytes too, so that a page's other lines cost no text.
 */
final class Names {
  /** What a series of a family tells. */
  enum Part {
    VALUE,
    /** A histogram that comes in one piece. */
    WHOLE,
    BUCKET,
    SUM,
    COUNT,
    /** When the counting began, in seconds. */
    CREATED
  }

  /** A spelling, and what it may mean. */
  static final class Known {
    private final byte[] name;
    final Part part;
    final List<Rule> rules = new ArrayList<>();

    Known(String name, Part part) {
      this.name = name.getBytes(StandardCharsets.US_ASCII);
      this.part = part;
    }
  }

  private static final String RESOURCE = "names.txt";

  /** A power of two, well above the number of spellings, which a test compares. */
  static final int SLOTS = 8192;

  static final List<Rule> RULES = rules();
  private static final Map<String, Known> BY_NAME = byName();
  private static final @Nullable Known[] TABLE = table();

  private Names() {}

  static @Nullable Known find(String name) {
    return BY_NAME.get(name);
  }

  /** The series whose name is {@code text[from, to)}, or null. */
  static @Nullable Known find(byte[] text, int from, int to) {
    int slot = slot(text, from, to);
    while (true) {
      Known known = TABLE[slot];
      if (known == null) {
        return null;
      }
      if (Arrays.equals(known.name, 0, known.name.length, text, from, to)) {
        return known;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  static int spellings() {
    return BY_NAME.size();
  }

  private static int slot(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text[i];
    }
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    try (InputStream in = Names.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> rules.add(Rule.read(rules.size(), line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(rules);
  }

  private static Map<String, Known> byName() {
    Map<String, Known> all = new LinkedHashMap<>();
    for (Rule rule : RULES) {
      for (String name : spellings(rule.name())) {
        switch (rule.kind()) {
          case GAUGE -> add(all, name, Part.VALUE, rule);
          case COUNTER -> {
            add(all, name, Part.VALUE, rule);
            add(all, name + "_total", Part.VALUE, rule);
            add(all, name + "_created", Part.CREATED, rule);
          }
          case HISTOGRAM -> {
            add(all, name, Part.WHOLE, rule);
            add(all, name + "_bucket", Part.BUCKET, rule);
            add(all, name + "_sum", Part.SUM, rule);
            add(all, name + "_count", Part.COUNT, rule);
            add(all, name + "_created", Part.CREATED, rule);
          }
          case SUM -> {
            add(all, name, Part.WHOLE, rule);
            add(all, name + "_sum", Part.SUM, rule);
          }
        }
      }
    }
    return all;
  }

  private static void add(Map<String, Known> all, String name, Part part, Rule rule) {
    Known known = all.computeIfAbsent(name, each -> new Known(each, part));
    if (known.part != part) {
      throw new IllegalArgumentException(name + " is two things");
    }
    known.rules.add(rule);
  }

  private static List<String> spellings(String name) {
    List<String> all = new ArrayList<>(List.of(name));
    if (name.startsWith("vllm:") || name.startsWith("sglang:")) {
      String escaped = name.replace(':', '_');
      all.addAll(List.of(escaped, "ray_" + name, "ray_" + escaped));
    } else if (name.indexOf('.') >= 0) {
      String escaped = name.replace('.', '_');
      all.addAll(List.of(escaped, escaped + "_seconds"));
    }
    return all;
  }

  private static @Nullable Known[] table() {
    @Nullable Known[] table = new @Nullable Known[SLOTS];
    for (Known known : BY_NAME.values()) {
      int slot = slot(known.name, 0, known.name.length);
      while (table[slot] != null) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      table[slot] = known;
    }
    return table;
  }
}
