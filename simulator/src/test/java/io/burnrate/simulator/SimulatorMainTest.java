package io.burnrate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatorMainTest {
  private final StringWriter printed = new StringWriter();
  private final PrintWriter out = new PrintWriter(printed, true);

  @Test
  void prometheusConfigurationNamesEveryNode() throws Exception {
    List<String> arguments = List.of("--gpus", "17", "--port", "9401", "--prom-config", "1s");
    assertThat(SimulatorMain.run(arguments, out)).isZero();
    assertThat(printed.toString())
        .contains("scrape_interval: 1s")
        .contains("targets: ['127.0.0.1:9401']")
        .contains("__metrics_path__: /node/0/metrics")
        .contains("__metrics_path__: /node/2/metrics")
        .doesNotContain("/node/3/metrics");
  }

  @Test
  void itServesUntilTheDurationIsOver() throws Exception {
    List<String> arguments =
        List.of("--gpus", "9", "--port", "0", "--seed", "3", "--no-faults", "--duration", "0.2s");
    assertThat(SimulatorMain.run(arguments, out)).isZero();
    assertThat(printed.toString())
        .contains("9 GPUs on 2 nodes at http://127.0.0.1:")
        .contains("/node/<i>/metrics");
  }

  @Test
  void mistakesAreNamedAndEndWithStatus2() throws Exception {
    assertThat(SimulatorMain.run(List.of("--gpus", "many"), out)).isEqualTo(2);
    assertThat(SimulatorMain.run(List.of("--gpus", "0"), out)).isEqualTo(2);
    assertThat(SimulatorMain.run(List.of("--port"), out)).isEqualTo(2);
    assertThat(SimulatorMain.run(List.of("--fast"), out)).isEqualTo(2);
    assertThat(SimulatorMain.run(List.of("--duration", "long"), out)).isEqualTo(2);
    assertThat(printed.toString())
        .contains("--gpus: expected a whole number, got many")
        .contains("gpus: expected 1 to 10000, got 0")
        .contains("--port: expected a value")
        .contains("no such option: --fast")
        .contains("usage:");
  }
}
