package io.burnrate.collector.otlp;

import io.burnrate.store.RowBatch;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a span says about a call of a language model, by every generation of names in the wild: the
 * OpenTelemetry GenAI conventions, their first drafts ({@code prompt_tokens}), and {@code llm.*}
 * from before them. Reused from span to span; one thread.
 */
final class GenAi {
  private enum Field {
    MODEL,
    OPERATION,
    INPUT_TOKENS,
    OUTPUT_TOKENS
  }

  /**
   * @param rank the lowest present wins
   */
  private record Name(Field field, int rank) {}

  private static final Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("gen_ai.response.model", new Name(Field.MODEL, 0)),
          Map.entry("gen_ai.request.model", new Name(Field.MODEL, 1)),
          Map.entry("llm.response.model", new Name(Field.MODEL, 2)),
          Map.entry("llm.request.model", new Name(Field.MODEL, 3)),
          Map.entry("gen_ai.operation.name", new Name(Field.OPERATION, 0)),
          Map.entry("llm.request.type", new Name(Field.OPERATION, 1)),
          Map.entry("gen_ai.usage.input_tokens", new Name(Field.INPUT_TOKENS, 0)),
          Map.entry("gen_ai.usage.prompt_tokens", new Name(Field.INPUT_TOKENS, 1)),
          Map.entry("llm.usage.prompt_tokens", new Name(Field.INPUT_TOKENS, 2)),
          Map.entry("gen_ai.usage.output_tokens", new Name(Field.OUTPUT_TOKENS, 0)),
          Map.entry("gen_ai.usage.completion_tokens", new Name(Field.OUTPUT_TOKENS, 1)),
          Map.entry("llm.usage.completion_tokens", new Name(Field.OUTPUT_TOKENS, 2)));

  /** Names, and beginnings of dotted names, of attributes that hold prompts or responses. */
  private static final List<String> CONTENT =
      List.of(
          "gen_ai.prompt",
          "gen_ai.completion",
          "gen_ai.content",
          "gen_ai.input",
          "gen_ai.output.messages",
          "gen_ai.output.content",
          "gen_ai.system_instructions",
          "gen_ai.tool.call.arguments",
          "gen_ai.tool.call.result",
          "gen_ai.retrieval.query.text",
          "gen_ai.retrieval.documents",
          "gen_ai.evaluation.explanation",
          "llm.prompt",
          "llm.prompts",
          "llm.completion",
          "llm.completions",
          "llm.input_messages",
          "llm.output_messages",
          "llm.prompt_template",
          "input.value",
          "output.value",
          "traceloop.entity.input",
          "traceloop.entity.output");

  private record Found(int rank, AnyValue value) {}

  private static final Found NOTHING = new Found(Integer.MAX_VALUE, AnyValue.getDefaultInstance());

  private final Map<Field, Found> found = new EnumMap<>(Field.class);

  /** Whether the attribute at the dotted {@code path} holds what was said to or by a model. */
  static boolean isContent(String path) {
    for (String name : CONTENT) {
      if (path.startsWith(name)
          && (path.length() == name.length() || path.charAt(name.length()) == '.')) {
        return true;
      }
    }
    return false;
  }

  /** Whether the body of an event of that name holds what was said to or by a model. */
  static boolean isContentEvent(String name) {
    return name.startsWith("gen_ai.");
  }

  void clear() {
    found.clear();
  }

  void see(String key, AnyValue value) {
    Name name = NAMES.get(key);
    if (name != null && name.rank() < found(name.field()).rank() && usable(name, value)) {
      found.put(name.field(), new Found(name.rank(), value));
    }
  }

  String model() {
    return found(Field.MODEL).value().getStringValue();
  }

  String operation() {
    return found(Field.OPERATION).value().getStringValue();
  }

  /** {@link RowBatch#NO_LONG} when not told. */
  long inputTokens() {
    return tokens(Field.INPUT_TOKENS);
  }

  /** {@link RowBatch#NO_LONG} when not told. */
  long outputTokens() {
    return tokens(Field.OUTPUT_TOKENS);
  }

  private Found found(Field field) {
    return found.getOrDefault(field, NOTHING);
  }

  private long tokens(Field field) {
    Long count = count(found(field).value());
    return count == null ? RowBatch.NO_LONG : count;
  }

  private static boolean usable(Name name, AnyValue value) {
    return switch (name.field()) {
      case MODEL, OPERATION -> !value.getStringValue().isEmpty();
      case INPUT_TOKENS, OUTPUT_TOKENS -> count(value) != null;
    };
  }

  /** A count, also where a sender wrote it as a float or as a text; null for anything else. */
  private static @Nullable Long count(AnyValue value) {
    long count =
        switch (value.getValueCase()) {
          case INT_VALUE -> value.getIntValue();
          case DOUBLE_VALUE -> wholeNumber(value.getDoubleValue());
          case STRING_VALUE -> wholeNumber(value.getStringValue());
          default -> -1;
        };
    return count < 0 ? null : count;
  }

  private static long wholeNumber(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? (long) value : -1;
  }

  private static long wholeNumber(String text) {
    try {
      return text.length() > 18 ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
