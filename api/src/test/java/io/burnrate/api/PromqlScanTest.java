package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromqlScanTest {
  @Test
  void findsMetricsMatchersRangesAndGroups() {
    PromqlScan scan =
        PromqlScan.of(
            "topk(10, 3600 * sum by (pool, node) (rate(a_total{x=~\"$p,}y\",z!=\"\"}[5m])))"
                + " / count(b and c{q=\"1\"})");

    assertThat(scan.selectors())
        .extracting(PromqlScan.Selector::metric)
        .containsExactly("a_total", "b", "c");
    PromqlScan.Selector first = scan.selectors().get(0);
    assertThat(first.matched()).containsExactly("x", "z");
    assertThat(first.range()).isEqualTo("5m");
    assertThat(first.functions()).containsExactly("rate", "sum", "topk");
    assertThat(first.grouped()).containsExactlyInAnyOrder("pool", "node");
    assertThat(scan.selectors().get(2).functions()).containsExactly("count");
    assertThat(scan.selectors().get(2).grouped()).isEmpty();
  }

  @Test
  void numbersAndOperatorsAreNoMetrics() {
    assertThat(PromqlScan.of("1e3 * 2.5 + (up > bool 0) or vector(0)").selectors())
        .extracting(PromqlScan.Selector::metric)
        .containsExactly("up");
  }
}
