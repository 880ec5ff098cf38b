package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.KeptRows;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said to or by a model does not get into rows, unless it is asked for. */
class SpanContentTest {
  private static final String SECRET = "what nobody should read";

  private final Tally tally = new Tally(Signal.TRACES, "127.0.0.1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.prompt",
        "gen_ai.prompt.0.content",
        "gen_ai.completion.0.content",
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.tool.definitions",
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.call.result",
        "llm.input_messages.0.message.content",
        "input.value",
        "traceloop.entity.output",
        "ai.prompt.messages",
        "ai.result.text",
        "gcp.vertex.agent.llm_request",
        "haystack.component.output",
        "lk.user_transcript",
        "tool_arguments",
        "langfuse.observation.input"
      })
  void anAttributeWithContentIsDroppedAndCounted(String name) {
    Span span = Exports.span(1).addAttributes(Exports.text(name, SECRET)).build();
    assertThat(new AttributeJson(tally, false).of(span)).isEqualTo("{}");
    assertThat(tally.dropped(Drop.CONTENT)).isEqualTo(1);
    assertThat(new AttributeJson(tally, true).of(span))
        .isEqualTo("{\"" + name + "\":\"" + SECRET + "\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.user.message, content",
    "gen_ai.choice, message",
    "gen_ai.content.prompt, gen_ai.prompt",
    "gen_ai.content.completion, gen_ai.completion",
    "gen_ai.client.inference.operation.details, gen_ai.input.messages",
    "llm.content.completion.chunk, x",
    "a name of its own, gen_ai.event.content"
  })
  void anEventWithContentIsDroppedAndCounted(String event, String attribute) {
    Span span = Exports.span(1).addEvents(event(event, attribute)).build();
    assertThat(new AttributeJson(tally, false).of(span)).isEqualTo("{}");
    assertThat(tally.dropped(Drop.CONTENT)).isEqualTo(1);
    assertThat(new AttributeJson(tally, true).of(span))
        .isEqualTo(
            "{\"events\":[{\"name\":\""
                + event
                + "\",\"timeUnixNano\":7,\"attributes\":{\""
                + attribute
                + "\":\""
                + SECRET
                + "\"}}]}");
  }

  @Test
  void severalEventsAreKeptBehindTheAttributes() {
    Span span =
        Exports.span(1)
            .addAttributes(Exports.number("n", 1))
            .addEvents(event("gen_ai.user.message", "content"))
            .addEvents(event("gen_ai.choice", "message").clearAttributes())
            .build();
    assertThat(new AttributeJson(tally, true).of(span))
        .isEqualTo(
            "{\"n\":1,\"events\":[{\"name\":\"gen_ai.user.message\",\"timeUnixNano\":7,"
                + "\"attributes\":{\"content\":\""
                + SECRET
                + "\"}},{\"name\":\"gen_ai.choice\",\"timeUnixNano\":7,\"attributes\":{}}]}");
  }

  @Test
  void anEventThatDoesNotFitIsLeftOutAndCounted() {
    Span.Event.Builder large = event("gen_ai.choice", "message");
    for (int i = 0; i < 5; i++) {
      large.addAttributes(Exports.text("k" + i, "x".repeat(4_000)));
    }
    Span span = Exports.span(1).addEvents(large).build();
    assertThat(new AttributeJson(tally, true).of(span)).isEqualTo("{}");
    assertThat(tally.dropped(Drop.SIZE)).isEqualTo(1);
  }

  @Test
  void anEventWithoutContentIsCountedAsSuch() {
    Span span = Exports.span(1).addEvents(event("exception", "exception.type")).build();
    assertThat(new AttributeJson(tally, false).of(span)).isEqualTo("{}");
    assertThat(tally.dropped(Drop.EVENT)).isEqualTo(1);
    assertThat(tally.dropped(Drop.CONTENT)).isZero();
  }

  @Test
  void aCallOfAModelHasItsColumns() {
    KeptRows store = new KeptRows();
    Span.Builder span =
        Exports.span(1)
            .addAttributes(Exports.text("gen_ai.provider.name", "openai"))
            .addAttributes(Exports.text("gen_ai.operation.name", "chat"))
            .addAttributes(Exports.text("gen_ai.request.model", "gpt-5"))
            .addAttributes(Exports.number("gen_ai.usage.input_tokens", 100))
            .addAttributes(Exports.number("gen_ai.usage.cache_read.input_tokens", 60))
            .addAttributes(Exports.number("gen_ai.usage.output_tokens", 21))
            .addAttributes(Exports.text("gen_ai.response.time_to_first_chunk", "0.05"));
    try (RunningReceiver running = new RunningReceiver(store)) {
      running.post(RunningReceiver.PROTOBUF, Exports.bytes(span));
      assertThat(store.only())
          .containsEntry("provider", "openai")
          .containsEntry("dialect", "gen_ai-1.37+")
          .containsEntry("operation", "chat")
          .containsEntry("model", "gpt-5")
          .containsEntry("input_tokens", 100L)
          .containsEntry("cached_input_tokens", 60L)
          .containsEntry("output_tokens", 21L)
          .containsEntry("reasoning_output_tokens", Long.MIN_VALUE)
          .containsEntry("time_to_first_token_seconds", 0.05)
          // 250 ms less 50 ms, for 20 tokens
          .containsEntry("time_per_output_token_seconds", 0.01);
      assertThat(running.sources.of("otlp", "chat").dialects()).containsExactly("gen_ai-1.37+");
      assertThat(running.sources.of("otlp", "chat").rejected()).isEqualTo(Map.of());
    }
  }

  private static Span.Event.Builder event(String name, String attribute) {
    return Span.Event.newBuilder()
        .setName(name)
        .setTimeUnixNano(7)
        .addAttributes(Exports.text(attribute, SECRET));
  }
}
