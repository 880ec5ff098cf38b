package io.burnrate.server.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML 1.2 in and out. */
final class Yaml {
  /** Longer files are refused. */
  static final int MOST_CHARACTERS = 4 << 20;

  /** Deeper nesting is refused. */
  static final int DEEPEST_NESTING = 32;

  /** More aliases are refused. */
  static final int MOST_ALIASES = 1_000;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./][A-Za-z0-9./_-]*");
  private static final List<String> SPECIAL = List.of("null", "Null", "NULL", "~", "---", "...");

  private Yaml() {}

  /** The tree in {@code text}; null for an empty document or after a mistake. */
  static @Nullable Node compose(String text, String file, Reading reading) {
    if (text.length() > MOST_CHARACTERS) {
      reading.wrong(
          new Origin(file, 0), "", "expected at most " + MOST_CHARACTERS + " characters, got more");
      return null;
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(MOST_CHARACTERS)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .build();
    try {
      return wellFormed(text, settings, reading)
          ? new Compose(settings).composeString(text).orElse(null)
          : null;
    } catch (MarkedYamlEngineException e) {
      // The exception's own message quotes the file, where a secret may stand.
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1);
      String problem = e.getProblem() == null ? "cannot be read" : e.getProblem();
      reading.wrong(reading.line(line), "", "not YAML, at column " + column + ": " + problem);
    } catch (YamlEngineException e) {
      reading.wrong(new Origin(file, 0), "", "not YAML: " + e.getMessage());
    } catch (NumberFormatException e) {
      // What the reader throws on an escape that is cut short, or beyond all characters.
      reading.wrong(new Origin(file, 0), "", "not YAML: an escape in quotes is no character");
    }
    return null;
  }

  /** Looks at the events first: composing is recursive, and follows every alias. */
  private static boolean wellFormed(String text, LoadSettings settings, Reading reading) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        default -> {}
      }
      if (depth > DEEPEST_NESTING || aliases > MOST_ALIASES) {
        int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        reading.wrong(
            reading.line(line),
            "",
            depth > DEEPEST_NESTING
                ? "nested deeper than " + DEEPEST_NESTING
                : "more than " + MOST_ALIASES + " aliases");
        return false;
      }
    }
    return true;
  }

  /** {@code value} as a YAML scalar. */
  static String quote(String value) {
    if (value.equals("[]") || (PLAIN.matcher(value).matches() && !SPECIAL.contains(value))) {
      return value;
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The values of {@code text}, between commas, as a YAML list. */
  static String list(String text) {
    return Kinds.split(text).stream().map(Yaml::quote).collect(Collectors.joining(", ", "[", "]"));
  }

  /** The settings as one document that says where each came from. */
  static String show(List<Setting> settings) {
    StringBuilder out = new StringBuilder();
    String[] before = {};
    for (Setting setting : settings) {
      String[] segments = setting.key().replace("[", ".[").split("\\.", -1);
      int same = 0;
      while (same < Math.min(before.length, segments.length) - 1
          && before[same].equals(segments[same])) {
        same++;
      }
      boolean dash = false;
      for (int i = same; i < segments.length; i++) {
        if (segments[i].startsWith("[")) {
          dash = true;
        } else {
          out.append("  ".repeat(dash ? i - 1 : i)).append(dash ? "- " : "").append(segments[i]);
          out.append(':').append(i < segments.length - 1 ? "\n" : "");
          dash = false;
        }
      }
      out.append(' ').append(setting.shown()).append("  # ").append(setting.origin().text());
      out.append('\n');
      before = segments;
    }
    return out.toString();
  }
}
