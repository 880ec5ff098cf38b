package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final Buckets THREE =
      new Buckets(
          new double[] {0.001, 18e-6 * 1000, 1, Double.POSITIVE_INFINITY}, new long[] {1, 2, 2, 5});

  @Test
  void edgesAreWrittenAsJsonAndReadBackToTheLastBit() {
    assertThat(THREE.boundsText()).isEqualTo("[0.001,0.018000000000000002,1,\"+Inf\"]");
    assertThat(THREE.countsText()).isEqualTo("[1,2,2,5]");
    assertThat(Buckets.read(THREE.boundsText(), THREE.countsText())).isEqualTo(THREE);
    assertThat(Buckets.read("", "")).isEqualTo(Buckets.NONE);
    assertThat(Buckets.NONE.boundsText()).isEmpty();
  }

  @Test
  void partsUniteByTheirEdges() {
    Buckets odd = new Buckets(new double[] {1, 3}, new long[] {10, 30});
    Buckets even = new Buckets(new double[] {2, 3, 4}, new long[] {20, 30, 40});

    assertThat(odd.with(even))
        .isEqualTo(new Buckets(new double[] {1, 2, 3, 4}, new long[] {10, 20, 30, 40}));
    assertThat(even.with(odd)).isEqualTo(odd.with(even));
    assertThat(odd.with(Buckets.NONE)).isEqualTo(odd);
  }

  @Test
  void whatIsNoHistogramIsRefused() {
    assertThatThrownBy(() -> new Buckets(new double[] {1, 1}, new long[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Buckets.read("[1,2]", "[1]"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Buckets.read("1,2", "[1,2]"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
