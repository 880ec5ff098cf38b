package io.burnrate.collector.otlp;

import io.burnrate.collector.otlp.GenAiNames.Field;
import io.burnrate.collector.otlp.GenAiNames.Generation;
import io.burnrate.collector.otlp.GenAiNames.Name;
import io.burnrate.collector.otlp.GenAiNames.Unit;
import io.burnrate.store.RowBatch;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What a span says about a call of a language model, the same for all generations of names ({@link
 * GenAiNames}). Reused from span to span; one thread.
 */
final class GenAi {
  /** The event that OpenInference marks the first token with. */
  private static final String FIRST_TOKEN_EVENT = "First Token Stream Event";

  /** Operations that are not one call of a model: their duration is not that of its tokens. */
  private static final Set<String> COMPOSED =
      Set.of("invoke_agent", "create_agent", "execute_tool", "invoke_workflow", "plan");

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private record Found(Name name, AnyValue value) {}

  private final Map<Field, Found> found = new EnumMap<>(Field.class);
  private Generation generation = Generation.NONE;
  private double durationSeconds;
  private double firstTokenEventSeconds = Double.NaN;
  private boolean failed;

  /** Reads {@code span}, and forgets the one before. */
  void read(Span span) {
    found.clear();
    generation = Generation.NONE;
    firstTokenEventSeconds = Double.NaN;
    durationSeconds = (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / NANOS;
    failed = span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
    for (KeyValue attribute : span.getAttributesList()) {
      see(attribute.getKey(), attribute.getValue());
    }
    for (Span.Event event : span.getEventsList()) {
      if (event.getName().equals(FIRST_TOKEN_EVENT)) {
        firstTokenEventSeconds = (event.getTimeUnixNano() - span.getStartTimeUnixNano()) / NANOS;
      }
    }
  }

  private void see(String key, AnyValue value) {
    Name name = GenAiNames.of(key);
    if (name == null) {
      return;
    }
    if (name.generation().compareTo(generation) > 0) {
      generation = name.generation();
    }
    Found known = found.get(name.field());
    if ((known == null || name.rank() < known.name().rank()) && usable(name.field(), value)) {
      found.put(name.field(), new Found(name, value));
    }
  }

  /** The generation of names: a short word, empty where the span is about no model. */
  String dialect() {
    return generation.dialect();
  }

  String model() {
    return text(Field.MODEL);
  }

  /** As the conventions name it now. */
  String operation() {
    String told = text(Field.OPERATION);
    return switch (told) {
      case "completion" -> "text_completion";
      case "embedding" -> "embeddings";
      default -> told;
    };
  }

  /** As the conventions name it now. */
  String provider() {
    return Providers.of(text(Field.PROVIDER));
  }

  /** Cached ones included; {@link RowBatch#NO_LONG} when not told. */
  long inputTokens() {
    return tokens(Field.INPUT_TOKENS);
  }

  /** Those of reasoning included; {@link RowBatch#NO_LONG} when not told. */
  long outputTokens() {
    return tokens(Field.OUTPUT_TOKENS);
  }

  /** A part of the input; {@link RowBatch#NO_LONG} when not told, or larger than the input. */
  long cachedInputTokens() {
    return part(tokens(Field.CACHED_TOKENS), inputTokens());
  }

  /** A part of the output; {@link RowBatch#NO_LONG} when not told, or larger than the output. */
  long reasoningOutputTokens() {
    return part(tokens(Field.REASONING_TOKENS), outputTokens());
  }

  /** NaN when not told. */
  double firstTokenSeconds() {
    double told = seconds(Field.FIRST_TOKEN);
    return Double.isNaN(told) && firstTokenEventSeconds >= 0 ? firstTokenEventSeconds : told;
  }

  /**
   * The time for each output token after the first: what the sender says; else the server's time of
   * decoding, or what the span lasted after the first token, divided by the tokens after the first.
   * The last holds only for one call of a model that made one answer, did not fail, and did not
   * reason: tokens of reasoning come before the first that is seen, but count as output. NaN
   * otherwise.
   */
  double perTokenSeconds() {
    double told = seconds(Field.PER_TOKEN);
    if (!Double.isNaN(told) || outputTokens() < 2 || failed || tokens(Field.CHOICES) > 1) {
      return told;
    }
    long after = outputTokens() - 1;
    double decode = seconds(Field.DECODE);
    if (!Double.isNaN(decode)) {
      return decode / after;
    }
    double rest = durationSeconds - firstTokenSeconds();
    boolean one = !COMPOSED.contains(operation()) && reasoningOutputTokens() <= 0;
    return one && rest >= 0 ? rest / after : Double.NaN;
  }

  private String text(Field field) {
    Found told = found.get(field);
    return told == null ? "" : told.value().getStringValue();
  }

  private long tokens(Field field) {
    Found told = found.get(field);
    return told == null ? RowBatch.NO_LONG : Numbers.count(told.value());
  }

  private static long part(long part, long whole) {
    return whole != RowBatch.NO_LONG && part > whole ? RowBatch.NO_LONG : part;
  }

  private double seconds(Field field) {
    Found told = found.get(field);
    if (told == null) {
      return Double.NaN;
    }
    double number = Numbers.number(told.value());
    Unit unit = told.name().unit();
    if (unit == Unit.EITHER) {
      unit = Numbers.whole(told.value()) || number > durationSeconds ? Unit.MILLIS : Unit.SECONDS;
    }
    return unit == Unit.MILLIS ? number / MILLIS : number;
  }

  private static boolean usable(Field field, AnyValue value) {
    return switch (field) {
      case MODEL, OPERATION, PROVIDER -> !value.getStringValue().isEmpty();
      case INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS, REASONING_TOKENS, CHOICES ->
          Numbers.count(value) >= 0;
      case FIRST_TOKEN, PER_TOKEN, DECODE -> Numbers.number(value) >= 0;
      case OTHER -> false;
    };
  }
}
