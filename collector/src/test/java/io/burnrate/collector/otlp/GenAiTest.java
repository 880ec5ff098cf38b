package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.store.RowBatch;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenAiTest {
  private static final Offset<Double> EXACT = within(1e-12);

  /** Of every span here. */
  private static final long DURATION_MILLIS = 2_000;

  private final GenAi genAi = new GenAi();

  @ParameterizedTest
  @CsvSource({
    "gen_ai.usage.input_tokens, gen_ai.usage.output_tokens",
    "gen_ai.usage.prompt_tokens, gen_ai.usage.completion_tokens",
    "llm.usage.prompt_tokens, llm.usage.completion_tokens",
    "llm.token_count.prompt, llm.token_count.completion"
  })
  void readsTokensByEveryGenerationOfNames(String input, String output) {
    see(Exports.number(input, 12), Exports.number(output, 34));
    assertThat(genAi.inputTokens()).isEqualTo(12);
    assertThat(genAi.outputTokens()).isEqualTo(34);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.usage.cache_read.input_tokens, gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.cache_read_input_tokens, gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.cached_tokens, gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.details.cached_tokens, gen_ai.usage.details.reasoning_tokens",
    "gen_ai.usage.details.cache_read_tokens, gen_ai.usage.details.reasoning_tokens",
    "gen_ai.usage.details.cache_read_input_tokens, gen_ai.usage.details.reasoning_tokens",
    "llm.usage.cache_read_input_tokens, llm.usage.reasoning_tokens",
    "llm.token_count.prompt_details.cache_read, llm.token_count.completion_details.reasoning"
  })
  void readsPartsOfTokensByEveryGenerationOfNames(String cached, String reasoning) {
    see(
        Exports.number("gen_ai.usage.input_tokens", 100),
        Exports.number("gen_ai.usage.output_tokens", 50),
        Exports.number(cached, 64),
        Exports.number(reasoning, 20));
    assertThat(genAi.inputTokens()).isEqualTo(100);
    assertThat(genAi.cachedInputTokens()).isEqualTo(64);
    assertThat(genAi.outputTokens()).isEqualTo(50);
    assertThat(genAi.reasoningOutputTokens()).isEqualTo(20);
  }

  @Test
  void aPartThatIsLargerThanItsWholeIsNotTold() {
    see(
        Exports.number("gen_ai.usage.input_tokens", 10),
        Exports.number("gen_ai.usage.cache_read.input_tokens", 64));
    assertThat(genAi.inputTokens()).isEqualTo(10);
    assertThat(genAi.cachedInputTokens()).isEqualTo(RowBatch.NO_LONG);
  }

  @Test
  void prefersTheNewestNameInWhateverOrder() {
    see(
        Exports.number("gen_ai.usage.prompt_tokens", 1),
        Exports.number("gen_ai.usage.input_tokens", 2),
        Exports.number("llm.usage.prompt_tokens", 3));
    assertThat(genAi.inputTokens()).isEqualTo(2);
    assertThat(genAi.dialect()).isEqualTo("gen_ai-1.2x");
  }

  @Test
  void prefersTheModelThatAnswered() {
    see(Exports.text("gen_ai.response.model", "b"), Exports.text("gen_ai.request.model", "a"));
    assertThat(genAi.model()).isEqualTo("b");
  }

  @Test
  void takesTheModelThatWasAskedForWhenNoneAnswered() {
    see(Exports.text("gen_ai.request.model", "a"), Exports.text("gen_ai.response.model", ""));
    assertThat(genAi.model()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.provider.name, gcp.vertex_ai, gcp.vertex_ai",
    "gen_ai.system, vertex_ai, gcp.vertex_ai",
    "gen_ai.system, az.ai.openai, azure.ai.openai",
    "gen_ai.system, openai, openai",
    "llm.vendor, OpenAI, openai",
    "llm.provider, xai, x_ai",
    "gen_ai.system, openai.chat, openai",
    "gen_ai.system, anthropic.messages, anthropic",
    "gen_ai.system, azure-openai.responses, azure.ai.openai",
    "gen_ai.system, google.generative-ai, gcp.gemini",
    "gen_ai.system, google.vertex.chat, gcp.vertex_ai",
    "gen_ai.system, amazon-bedrock, aws.bedrock",
    "gen_ai.system, MistralAI, mistral_ai",
    "gen_ai.system, '', ''",
    "gen_ai.system, .chat, .chat"
  })
  void namesProvidersAsTheConventionsDoNow(String name, String told, String provider) {
    see(Exports.text(name, told));
    assertThat(genAi.provider()).isEqualTo(provider);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.operation.name, chat, chat",
    "llm.request.type, completion, text_completion",
    "llm.request.type, embedding, embeddings"
  })
  void namesOperationsAsTheConventionsDoNow(String name, String told, String operation) {
    see(Exports.text(name, told));
    assertThat(genAi.operation()).isEqualTo(operation);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.provider.name gen_ai.usage.input_tokens, gen_ai-1.37+",
    "gen_ai.system gen_ai.usage.input_tokens, gen_ai-1.2x",
    "gen_ai.system gen_ai.usage.prompt_tokens, gen_ai-draft",
    "gen_ai.response.model gen_ai.latency.time_to_first_token gen_ai.usage.prompt_tokens,"
        + " gen_ai-draft",
    "gen_ai.request.model llm.usage.prompt_tokens, gen_ai",
    "llm.request.model, llm",
    "http.method, ''"
  })
  void tellsTheGenerationByItsNewestName(String names, String dialect) {
    Span.Builder span = span();
    for (String name : names.split(" ", -1)) {
      span.addAttributes(Exports.text(name, "1"));
    }
    genAi.read(span.build());
    assertThat(genAi.dialect()).isEqualTo(dialect);
  }

  @ParameterizedTest
  @CsvSource({
    // 1.41: seconds
    "gen_ai.response.time_to_first_chunk, 0.25, 0.25",
    // vLLM: seconds
    "gen_ai.latency.time_to_first_token, 0.11554598808288574, 0.11554598808288574",
    // OpenLIT: seconds; SkyWalking: whole milliseconds
    "gen_ai.server.time_to_first_token, 0.15, 0.15",
    // longer than the span of 2 s, so no seconds
    "gen_ai.server.time_to_first_token, 150.5, 0.1505",
    "ai.response.msToFirstChunk, 321.5, 0.3215"
  })
  void readsTheTimeToTheFirstTokenInItsUnit(String name, double told, double seconds) {
    see(real(name, told));
    assertThat(genAi.firstTokenSeconds()).isCloseTo(seconds, EXACT);
  }

  @Test
  void aWholeNumberIsMillisecondsWhereSendersDiffer() {
    see(Exports.number("gen_ai.server.time_to_first_token", 2));
    assertThat(genAi.firstTokenSeconds()).isCloseTo(0.002, EXACT);
    see(Exports.text("gen_ai.server.time_to_first_token", "150"));
    assertThat(genAi.firstTokenSeconds()).isCloseTo(0.15, EXACT);
  }

  @Test
  void takesTheFirstTokenFromItsEvent() {
    Span span =
        span()
            .addEvents(
                Span.Event.newBuilder()
                    .setName("First Token Stream Event")
                    .setTimeUnixNano(Exports.START + 400_000_000))
            .build();
    genAi.read(span);
    assertThat(genAi.firstTokenSeconds()).isCloseTo(0.4, EXACT);
  }

  @Test
  void theTimePerTokenIsThatAfterTheFirst() {
    // 2 s, the first after 0.5 s, 1.5 s for the other 100
    see(
        real("gen_ai.response.time_to_first_chunk", 0.5),
        Exports.number("gen_ai.usage.output_tokens", 101));
    assertThat(genAi.perTokenSeconds()).isCloseTo(0.015, EXACT);
  }

  @Test
  void theServersTimeOfDecodingIsBelievedMore() {
    see(
        real("gen_ai.latency.time_to_first_token", 0.5),
        real("gen_ai.latency.time_in_model_decode", 1.0),
        Exports.number("gen_ai.usage.completion_tokens", 101));
    assertThat(genAi.perTokenSeconds()).isCloseTo(0.01, EXACT);
  }

  @Test
  void theTimePerTokenThatIsToldIsBelievedMost() {
    see(
        real("gen_ai.server.time_per_output_token", 0.025),
        real("gen_ai.response.time_to_first_chunk", 0.5),
        Exports.number("gen_ai.usage.output_tokens", 101));
    assertThat(genAi.perTokenSeconds()).isCloseTo(0.025, EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.usage.reasoning.output_tokens, 5",
    "gen_ai.request.choice.count, 2",
    "gen_ai.operation.name, invoke_agent"
  })
  void aTimePerTokenThatWouldNotBeHonestIsNotTold(String name, String value) {
    see(
        real("gen_ai.response.time_to_first_chunk", 0.5),
        Exports.number("gen_ai.usage.output_tokens", 101),
        Exports.text(name, value));
    assertThat(genAi.perTokenSeconds()).isNaN();
  }

  @Test
  void aFailedCallHasNoTimePerToken() {
    Span span =
        span()
            .addAttributes(real("gen_ai.response.time_to_first_chunk", 0.5))
            .addAttributes(Exports.number("gen_ai.usage.output_tokens", 101))
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
            .build();
    genAi.read(span);
    assertThat(genAi.perTokenSeconds()).isNaN();
  }

  @Test
  void withoutATimeToTheFirstTokenThereIsNonePerToken() {
    see(Exports.number("gen_ai.usage.output_tokens", 101));
    assertThat(genAi.firstTokenSeconds()).isNaN();
    assertThat(genAi.perTokenSeconds()).isNaN();
  }

  @Test
  void readsCountsThatWereWrittenAsTextOrFloat() {
    see(Exports.text("gen_ai.usage.input_tokens", "120"), real("gen_ai.usage.output_tokens", 48));
    assertThat(genAi.inputTokens()).isEqualTo(120);
    assertThat(genAi.outputTokens()).isEqualTo(48);
  }

  @Test
  void takesNoNumberFromNonsense() {
    see(
        Exports.number("gen_ai.usage.input_tokens", -1),
        Exports.text("gen_ai.usage.output_tokens", "many"),
        real("gen_ai.response.time_to_first_chunk", Double.POSITIVE_INFINITY));
    assertThat(genAi.inputTokens()).isEqualTo(RowBatch.NO_LONG);
    assertThat(genAi.outputTokens()).isEqualTo(RowBatch.NO_LONG);
    assertThat(genAi.firstTokenSeconds()).isNaN();
  }

  @Test
  void forgetsTheSpanBefore() {
    see(Exports.text("gen_ai.request.model", "a"));
    see();
    assertThat(genAi.model()).isEmpty();
    assertThat(genAi.dialect()).isEmpty();
  }

  private static Span.Builder span() {
    return Span.newBuilder()
        .setStartTimeUnixNano(Exports.START)
        .setEndTimeUnixNano(Exports.START + DURATION_MILLIS * 1_000_000);
  }

  private static KeyValue real(String key, double value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setDoubleValue(value))
        .build();
  }

  private void see(KeyValue... attributes) {
    Span.Builder span = span();
    for (KeyValue each : attributes) {
      span.addAttributes(each);
    }
    genAi.read(span.build());
  }
}
