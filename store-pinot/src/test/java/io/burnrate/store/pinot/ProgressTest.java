package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress = new Progress();

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void aServerSaysWhatItReadsNext() throws Exception {
    progress.addServer(
        json(
            """
            [{"segmentName":"p_y__1__0__20261123T0834Z","consumerState":"CONSUMING",
              "lastConsumedTimestamp":1795423070414,"partitionToOffsetMap":{"1":"0"}},
             {"segmentName":"p_y__0__0__20261123T0834Z","consumerState":"CONSUMING",
              "lastConsumedTimestamp":1795423049177,"partitionToOffsetMap":{"0":"9"}}]
            """));

    assertThat(progress.positions()).isEqualTo(Map.of(0, 9L, 1, 0L));
    assertThat(progress.segments())
        .containsExactlyInAnyOrder("p_y__0__0__20261123T0834Z", "p_y__1__0__20261123T0834Z");
  }

  @Test
  void theSlowestServerCountsAndOnItTheNewestSegment() throws Exception {
    String segments =
        """
        [{"segmentName":"t__0__0__x","partitionToOffsetMap":{"0":"%d"}},
         {"segmentName":"t__0__1__x","partitionToOffsetMap":{"0":"%d"}}]
        """;
    progress.addServer(json(segments.formatted(100, 120)));
    progress.addServer(json(segments.formatted(100, 110)));

    assertThat(progress.positions()).isEqualTo(Map.of(0, 110L));
  }

  @Test
  void theControllerSaysItBySegment() throws Exception {
    progress.addController(
        json(
            """
            {"_segmentToConsumingInfoMap":{"p_y__0__0__x":[
              {"serverName":"Server_a","consumerState":"CONSUMING","partitionToOffsetMap":{"0":"9"}},
              {"serverName":"Server_b","consumerState":"CONSUMING","partitionToOffsetMap":{"0":"7"}}
            ]}}
            """),
        Set.of("Server_a", "Server_b"));

    assertThat(progress.positions()).isEqualTo(Map.of(0, 7L));
    assertThat(progress.segments()).containsExactly("p_y__0__0__x");
  }

  @Test
  void ofTheControllerOnlyServersThatDidNotAnswerThemselvesAreTaken() throws Exception {
    progress.addServer(json("[{\"segmentName\":\"s\",\"partitionToOffsetMap\":{\"0\":\"9\"}}]"));

    Set<String> told =
        progress.addController(
            json(
                """
                {"_segmentToConsumingInfoMap":{"s":[
                  {"serverName":"Server_a","partitionToOffsetMap":{"0":"3"}},
                  {"serverName":"Server_b","partitionToOffsetMap":{"0":"7"}}
                ]}}
                """),
            Set.of("Server_b", "Server_c"));

    assertThat(told).containsExactly("Server_b");
    assertThat(progress.positions()).isEqualTo(Map.of(0, 7L));
  }

  @Test
  void whereTheFirstFieldIsLackingTheOtherIsRead() throws Exception {
    progress.addServer(
        json(
            """
            [{"segmentName":"t__0__0__x","partitionOffsetInfo":{"currentOffsets":{"0":"5"}}}]
            """));
    progress.addController(
        json(
            """
            {"_segmentToConsumingInfoMap":{"t__1__0__x":[
              {"serverName":"a","partitionOffsetInfo":{"currentOffsetsMap":{"1":"6"}}}]}}
            """),
        Set.of("a"));

    assertThat(progress.positions()).isEqualTo(Map.of(0, 5L, 1, 6L));
  }

  @Test
  void whatIsNoOffsetIsNotRead() throws Exception {
    progress.addServer(json("[{\"segmentName\":\"s\",\"partitionToOffsetMap\":{\"0\":\"x\"}}]"));

    assertThat(progress.positions()).isEmpty();
  }
}
