package io.burnrate.collector.serving;

import static io.burnrate.collector.serving.Exposition.SERVER;
import static io.burnrate.collector.serving.Exposition.read;
import static io.burnrate.collector.serving.Exposition.unmapped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which labels tell series of one name apart, and which do not. */
class PartsOfReadingsTest {
  @Test
  void labelsThatTellSeriesApartTellPartsOfAReading() {
    String page =
        """
        sglang:prompt_tokens_total{is_streaming="true",model_name="q"} 1000
        sglang:prompt_tokens_total{is_streaming="false",model_name="q"} 50000
        sglang:cached_tokens_total{cache_source="device",model_name="q"} 400
        sglang:cached_tokens_total{cache_source="host",is_streaming="",model_name="q"} 30000
        sglang:num_retracted_requests_total{model_name="q"} 4
        sglang:time_to_first_token_seconds_bucket{le="+Inf",is_streaming="true",model_name="q"} 5
        sglang:time_to_first_token_seconds_bucket{le="+Inf",is_streaming="false",model_name="q"} 95
        sglang:prompt_tokens_histogram_bucket{le="+Inf",model_name="q"} 5
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("q INPUT_TOKENS is_streaming=true", "1000"),
            entry("q INPUT_TOKENS is_streaming=false", "50000"),
            entry("q CACHED_INPUT_TOKENS cache_source=device", "400"),
            entry("q CACHED_INPUT_TOKENS cache_source=host", "30000"),
            entry("q PREEMPTIONS", "4"),
            entry("q TIME_TO_FIRST_TOKEN is_streaming=true", " of 5 [\"+Inf\"][5]"),
            entry("q TIME_TO_FIRST_TOKEN is_streaming=false", " of 95 [\"+Inf\"][95]"),
            entry("q INPUT_LENGTH", " of 5 [\"+Inf\"][5]"));
  }

  @Test
  void raysReplicasAddUp() {
    String page =
        """
        ray_vllm:prompt_tokens_total{model_name="m",engine="0",ReplicaId="a",WorkerId="w1"} 100
        ray_vllm:prompt_tokens_total{model_name="m",engine="0",ReplicaId="b",WorkerId="w2"} 700
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("m 0 INPUT_TOKENS ReplicaId=a WorkerId=w1", "100"),
            entry("m 0 INPUT_TOKENS ReplicaId=b WorkerId=w2", "700"));
  }

  @Test
  void whatSglangSaysForEachPriorityIsPartOfItsTotal() {
    String page =
        """
        sglang:num_queue_reqs{model_name="q",priority=""} 42
        sglang:num_queue_reqs{model_name="q",priority="1"} 40
        sglang:num_queue_reqs{model_name="q",priority="5"} 2
        """;

    assertThat(read(SERVER, page)).containsOnly(entry("q REQUESTS_WAITING", "42"));
    assertThat(unmapped(SERVER, page)).isEqualTo(2);
  }

  @Test
  void targetsLabelsTellNoSeriesApart() {
    Map<String, String> target = Map.of("instance", "llm-0:8000", "rack", "r7");

    assertThat(read(target, "vllm:prompt_tokens_total{model_name=\"m\"} 1"))
        .containsOnly(entry("m INPUT_TOKENS", "1"));
  }

  @Test
  void aPagesValueOfATargetsLabelTellsSeriesApart() {
    Map<String, String> target = Map.of("instance", "llm-0:8000", "rack", "r7");
    String page =
        """
        vllm:prompt_tokens_total{model_name="m",rack="r8"} 1
        vllm:prompt_tokens_total{model_name="m"} 2
        """;

    assertThat(read(target, page))
        .containsOnly(entry("m INPUT_TOKENS rack=r8", "1"), entry("m INPUT_TOKENS", "2"));
  }

  @Test
  void manyLabelsStillTellSeriesApart() {
    String filler = "x".repeat(400);
    String page =
        """
        vllm:prompt_tokens_total{a="%1$s1"} 1
        vllm:prompt_tokens_total{a="%1$s2"} 2
        """
            .formatted(filler);

    assertThat(read(SERVER, page).keySet())
        .hasSize(2)
        .allMatch(each -> each.length() <= "INPUT_TOKENS ".length() + RowKey.MAX_CHARS);
  }
}
