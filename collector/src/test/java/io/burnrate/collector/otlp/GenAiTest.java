package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.RowBatch;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenAiTest {
  private final GenAi genAi = new GenAi();

  @ParameterizedTest
  @CsvSource({
    "gen_ai.usage.input_tokens, gen_ai.usage.output_tokens",
    "gen_ai.usage.prompt_tokens, gen_ai.usage.completion_tokens",
    "llm.usage.prompt_tokens, llm.usage.completion_tokens"
  })
  void readsTokensByEveryGenerationOfNames(String input, String output) {
    see(Exports.number(input, 12), Exports.number(output, 34));
    assertThat(genAi.inputTokens()).isEqualTo(12);
    assertThat(genAi.outputTokens()).isEqualTo(34);
  }

  @Test
  void prefersTheNewestNameInWhateverOrder() {
    see(
        Exports.number("gen_ai.usage.prompt_tokens", 1),
        Exports.number("gen_ai.usage.input_tokens", 2),
        Exports.number("llm.usage.prompt_tokens", 3));
    assertThat(genAi.inputTokens()).isEqualTo(2);
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

  @Test
  void readsCountsThatWereWrittenAsTextOrFloat() {
    KeyValue wholeFloat =
        KeyValue.newBuilder()
            .setKey("gen_ai.usage.output_tokens")
            .setValue(AnyValue.newBuilder().setDoubleValue(48))
            .build();
    see(Exports.text("gen_ai.usage.input_tokens", "120"), wholeFloat);
    assertThat(genAi.inputTokens()).isEqualTo(120);
    assertThat(genAi.outputTokens()).isEqualTo(48);
  }

  @Test
  void takesNoCountFromNonsense() {
    see(
        Exports.number("gen_ai.usage.input_tokens", -1),
        Exports.text("gen_ai.usage.output_tokens", "many"));
    assertThat(genAi.inputTokens()).isEqualTo(RowBatch.NO_LONG);
    assertThat(genAi.outputTokens()).isEqualTo(RowBatch.NO_LONG);
  }

  @Test
  void forgetsTheSpanBefore() {
    see(Exports.text("gen_ai.request.model", "a"));
    genAi.clear();
    assertThat(genAi.model()).isEmpty();
  }

  private void see(KeyValue... attributes) {
    for (KeyValue each : attributes) {
      genAi.see(each.getKey(), each.getValue());
    }
  }
}
