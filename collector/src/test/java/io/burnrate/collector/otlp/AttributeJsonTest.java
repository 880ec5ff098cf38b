package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeJsonTest {
  private final Tally tally = new Tally(Signal.TRACES, "127.0.0.1");
  private final AttributeJson json = new AttributeJson(tally, false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.prompt",
        "gen_ai.prompt.0.content",
        "gen_ai.completion",
        "gen_ai.completion.0.content",
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.content.prompt",
        "gen_ai.tool.call.arguments",
        "llm.prompts",
        "llm.completions.0.content",
        "llm.input_messages.0.message.content",
        "input.value",
        "traceloop.entity.output"
      })
  void leavesOutWhatWasSaid(String key) {
    assertThat(json.of(List.of(Exports.text(key, "secret"), Exports.number("kept", 1))))
        .isEqualTo("{\"kept\":1}");
    assertThat(tally.dropped(Drop.CONTENT)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.usage.prompt_tokens",
        "gen_ai.usage.completion_tokens",
        "gen_ai.request.model",
        "gen_ai.output.type",
        "gen_ai.prompt_version",
        "llm.usage.prompt_tokens"
      })
  void keepsWhatOnlyLooksLikeIt(String key) {
    assertThat(json.of(List.of(Exports.text(key, "v")))).isEqualTo("{\"" + key + "\":\"v\"}");
  }

  @Test
  void leavesOutWhatWasSaidInsideOfMaps() {
    KeyValue inner = Exports.text("messages", "secret");
    KeyValue input = map("input", map("nested", inner), inner);
    assertThat(json.of(List.of(map("gen_ai", input, Exports.number("kept", 1)))))
        .isEqualTo("{\"gen_ai\":{\"kept\":1}}");
  }

  @Test
  void leavesOutWhatDoesNotFit() throws Exception {
    List<KeyValue> many =
        IntStream.range(0, 10).mapToObj(i -> Exports.text("k" + i, "x".repeat(4_000))).toList();
    String text = json.of(many);
    assertThat(text.length()).isLessThanOrEqualTo(AttributeJson.MAX_CHARS);
    assertThat(new ObjectMapper().readTree(text)).hasSize(4);
    assertThat(tally.dropped(Drop.SIZE)).isEqualTo(6);
  }

  @Test
  void keepsASmallAttributeBehindOneThatDoesNotFit() {
    KeyValue[] inner =
        IntStream.range(0, 10_000)
            .mapToObj(i -> Exports.number("k" + i, i))
            .toArray(KeyValue[]::new);
    assertThat(json.of(List.of(map("large", inner), Exports.number("small", 1))))
        .isEqualTo("{\"small\":1}");
  }

  @Test
  void cutsALongText() {
    String text = json.of(List.of(Exports.text("k", "x".repeat(5_000))));
    assertThat(text).isEqualTo("{\"k\":\"" + "x".repeat(AttributeJson.MAX_VALUE_CHARS) + "\"}");
    assertThat(tally.dropped(Drop.CUT)).isEqualTo(1);
  }

  @Test
  void keepsTheFirstOfTwoOfOneName() {
    assertThat(json.of(List.of(Exports.number("k", 1), Exports.number("k", 2))))
        .isEqualTo("{\"k\":1}");
    assertThat(tally.dropped(Drop.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void writesControlCharactersAsJsonDoes() throws Exception {
    String text = json.of(List.of(Exports.text("a\"b\n", "\u0001\t\\")));
    assertThat(new ObjectMapper().readTree(text).get("a\"b\n").asText()).isEqualTo("\u0001\t\\");
  }

  private static KeyValue map(String key, KeyValue... members) {
    KeyValueList list = KeyValueList.newBuilder().addAllValues(List.of(members)).build();
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setKvlistValue(list))
        .build();
  }
}
