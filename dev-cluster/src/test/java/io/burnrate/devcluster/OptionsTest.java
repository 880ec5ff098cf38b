package io.burnrate.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void everythingHasADefault() {
    assertThat(Options.parse(List.of()))
        .isEqualTo(new Options(Path.of("dev-cluster-data"), false, Map.of(), false, false));
  }

  @Test
  void everythingCanBeAskedFor() {
    Options options =
        Options.parse(
            List.of("--data", "my data", "--ports", "free", "--kafka-port", "9999", "--control"));
    assertThat(options)
        .isEqualTo(new Options(Path.of("my data"), true, Map.of(Port.KAFKA, 9999), true, false));
  }

  @Test
  void theUsageNamesEveryPortAndItsDefault() {
    for (Port port : Port.values()) {
      assertThat(Options.USAGE).contains(port.option()).contains("" + port.fixed());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --data            | a value is missing after --data
          --colour red      | unknown option '--colour'
          --ports some      | --ports is fixed or free, got 'some'
          --broker-port x   | --broker-port is a port from 1 to 65535, got 'x'
          --broker-port 0   | --broker-port is a port from 1 to 65535, got '0'
          --kafka-port 70000| --kafka-port is a port from 1 to 65535, got '70000'
          """)
  void whatIsWrongIsNamed(String line, String message) {
    assertThatThrownBy(() -> Options.parse(List.of(line.split(" "))))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(message);
  }
}
