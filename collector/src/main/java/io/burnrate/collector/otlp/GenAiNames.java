package io.burnrate.collector.otlp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of attributes about calls of language models, of every generation in the wild. */
final class GenAiNames {
  /** What an attribute is about. */
  enum Field {
    MODEL,
    OPERATION,
    PROVIDER,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    CACHED_TOKENS,
    REASONING_TOKENS,
    /** How many answers were asked for. */
    CHOICES,
    FIRST_TOKEN,
    PER_TOKEN,
    /** The time in which all tokens but the first were made. */
    DECODE,
    /** Nothing that has a column; it tells the generation only. */
    OTHER
  }

  /** In what a time is written. */
  enum Unit {
    SECONDS,
    MILLIS,
    /** Seconds where it has a fraction, milliseconds where it has none: senders differ. */
    EITHER
  }

  /** Generations of names; a span that mixes them is of the newest. */
  enum Generation {
    NONE(""),
    /** OpenLLMetry and OpenInference, from before the conventions and beside them. */
    LLM("llm"),
    /** The conventions, without a name that tells which. */
    SOME("gen_ai"),
    /** Before 1.27: prompt_tokens and completion_tokens; vLLM and SGLang still. */
    DRAFT("gen_ai-draft"),
    /** 1.27 to 1.36: gen_ai.system beside input_tokens and output_tokens. */
    MIDDLE("gen_ai-1.2x"),
    /** From 1.37 on: gen_ai.provider.name. */
    NEW("gen_ai-1.37+");

    private final String dialect;

    Generation(String dialect) {
      this.dialect = dialect;
    }

    String dialect() {
      return dialect;
    }
  }

  /**
   * What a name means.
   *
   * @param rank of those present of one field, the lowest wins
   */
  record Name(Field field, int rank, Generation generation, Unit unit) {}

  private static final Map<String, Name> NAMES = names();

  private GenAiNames() {}

  static @Nullable Name of(String key) {
    return NAMES.get(key);
  }

  /** One line for each field, the name that is to be believed most first. */
  private static Map<String, Name> names() {
    Table table = new Table();
    models(table);
    tokens(table);
    times(table);
    table.field(
        Field.OTHER,
        "+gen_ai.input.messages",
        "+gen_ai.output.messages",
        "+gen_ai.system_instructions",
        "+gen_ai.usage.cache_creation.input_tokens");
    return table.names;
  }

  private static void models(Table table) {
    table.field(
        Field.MODEL,
        "?gen_ai.response.model",
        "?gen_ai.request.model",
        "-llm.response.model",
        "-llm.request.model",
        "-llm.model_name");
    table.field(Field.OPERATION, "=gen_ai.operation.name", "-llm.request.type");
    table.field(
        Field.PROVIDER,
        "+gen_ai.provider.name",
        "?gen_ai.system",
        "-llm.provider",
        "-llm.system",
        "-llm.vendor");
    table.field(
        Field.CHOICES,
        "?gen_ai.request.choice.count",
        "?gen_ai.usage.num_sequences",
        "?gen_ai.request.n");
  }

  private static void tokens(Table table) {
    table.field(
        Field.INPUT_TOKENS,
        "=gen_ai.usage.input_tokens",
        "~gen_ai.usage.prompt_tokens",
        "-llm.usage.prompt_tokens",
        "-llm.token_count.prompt");
    table.field(
        Field.OUTPUT_TOKENS,
        "=gen_ai.usage.output_tokens",
        "~gen_ai.usage.completion_tokens",
        "-llm.usage.completion_tokens",
        "-llm.token_count.completion");
    table.field(
        Field.CACHED_TOKENS,
        "+gen_ai.usage.cache_read.input_tokens",
        "?gen_ai.usage.cache_read_input_tokens",
        "?gen_ai.usage.cached_tokens",
        "?gen_ai.usage.details.cached_tokens",
        "?gen_ai.usage.details.cache_read_tokens",
        "?gen_ai.usage.details.cache_read_input_tokens",
        "-llm.usage.cache_read_input_tokens",
        "-llm.token_count.prompt_details.cache_read");
    table.field(
        Field.REASONING_TOKENS,
        "+gen_ai.usage.reasoning.output_tokens",
        "?gen_ai.usage.reasoning_tokens",
        "?gen_ai.usage.details.reasoning_tokens",
        "-llm.usage.reasoning_tokens",
        "-llm.token_count.completion_details.reasoning");
  }

  private static void times(Table table) {
    table.field(
        Field.FIRST_TOKEN,
        "+gen_ai.response.time_to_first_chunk",
        "?gen_ai.latency.time_to_first_token",
        "?gen_ai.server.time_to_first_token",
        "ai.response.msToFirstChunk",
        "ai.stream.msToFirstChunk");
    table.field(Field.PER_TOKEN, "?gen_ai.server.time_per_output_token");
    table.field(Field.DECODE, "?gen_ai.latency.time_in_model_decode");
  }

  /** Reads the lines above: a sign for the generation, and the name. */
  private static final class Table {
    private final Map<String, Name> names = new HashMap<>();

    void field(Field field, String... lines) {
      for (int rank = 0; rank < lines.length; rank++) {
        Generation generation = generation(lines[rank].charAt(0));
        String name = generation == Generation.NONE ? lines[rank] : lines[rank].substring(1);
        names.put(name, new Name(field, rank, generation, unit(name)));
      }
    }

    private static Generation generation(char sign) {
      return switch (sign) {
        case '+' -> Generation.NEW;
        case '=' -> Generation.MIDDLE;
        case '~' -> Generation.DRAFT;
        case '?' -> Generation.SOME;
        case '-' -> Generation.LLM;
        default -> Generation.NONE;
      };
    }

    private static Unit unit(String name) {
      if (name.startsWith("gen_ai.server.")) {
        return Unit.EITHER;
      }
      return name.startsWith("ai.") ? Unit.MILLIS : Unit.SECONDS;
    }
  }
}
