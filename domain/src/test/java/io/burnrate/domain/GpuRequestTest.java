package io.burnrate.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuRequestTest {
  private static final double NO = Double.NaN;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0.5|||train|",
        "|8.0E9||train|",
        "||g-1||",
        "||g-1|r|whole",
        "||g-1|r|whole,gone",
        "0.5|8.0E9|g-1,g-2|train|gone"
      })
  void theTextFormGoesBothWays(String text) {
    assertThat(GpuRequest.decode(text).encode()).isEqualTo(text);
  }

  @Test
  void aPodThatAsksForNothingHasNoText() {
    assertThat(new GpuRequest(NO, NO, List.of(), "train", false, false).encode()).isEmpty();
    assertThat(new GpuRequest(NO, NO, List.of("g"), "train", false, false).asks()).isFalse();
  }

  @Test
  void signsOfTheFormAreReplacedAndGroupsAreBounded() {
    List<String> many = IntStream.range(0, 20).mapToObj(i -> "g," + i).toList();
    GpuRequest request = new GpuRequest(0.5, NO, many, "a|b", false, false);
    assertThat(request.groups()).hasSize(GpuRequest.MAX_GROUPS).contains("g_7");
    assertThat(GpuRequest.decode(request.encode())).isEqualTo(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "x||||", "0.5|||train|gone|"})
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> GpuRequest.decode(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
