package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeriesCapTest {
  /** Of 20 series 17 are plain, 2 may be folded, and one is for all the rest. */
  private final SeriesCap cap = new SeriesCap(20, 1);

  @Test
  void withinTheLimitLabelsStayAsTheyAre() {
    for (int i = 0; i < 17; i++) {
      assertThat(cap.fold(List.of("pool", "node" + i))).containsExactly("pool", "node" + i);
    }
    assertThat(cap.endRound()).isZero();
  }

  @Test
  void beyondTheLimitOneLabelIsGivenUp() {
    fill(17);

    assertThat(cap.fold(List.of("pool", "late"))).containsExactly("pool", SeriesCap.OTHER);
    assertThat(cap.endRound()).isEqualTo(1);
  }

  @Test
  void whenThatIsTooMuchEveryLabelIsGivenUp() {
    fill(17);
    cap.fold(List.of("a", "late"));
    cap.fold(List.of("b", "late"));

    assertThat(cap.fold(List.of("c", "late"))).containsExactly(SeriesCap.OTHER, SeriesCap.OTHER);
  }

  @Test
  void thereAreNeverMoreSeriesThanAllowed() {
    Set<List<String>> shown = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      shown.add(cap.fold(List.of("pool" + i % 40, "node" + i)));
    }
    assertThat(shown).hasSize(20);
  }

  @Test
  void whoIsInStaysInWhileNewOnesCome() {
    fill(17);
    cap.endRound();

    assertThat(cap.fold(List.of("pool", "newcomer"))).containsExactly("pool", SeriesCap.OTHER);
    fill(17);
    assertThat(cap.fold(List.of("pool", "node16"))).containsExactly("pool", "node16");
  }

  @Test
  void whoIsGoneMakesRoom() {
    fill(17);
    cap.endRound();
    fill(16);
    cap.endRound();

    assertThat(cap.fold(List.of("pool", "newcomer"))).containsExactly("pool", "newcomer");
  }

  private void fill(int nodes) {
    for (int i = 0; i < nodes; i++) {
      cap.fold(List.of("pool", "node" + i));
    }
  }
}
