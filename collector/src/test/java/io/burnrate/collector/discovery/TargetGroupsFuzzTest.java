package io.burnrate.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.collector.discovery.TargetGroups.BadGroupsException;
import io.burnrate.collector.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a list of targets holds, it is read or refused with a reason. */
class TargetGroupsFuzzTest {
  @Test
  void json() {
    Fuzz.texts("groups-json", input -> check(() -> TargetGroups.json(input)));
  }

  @Test
  void yaml() {
    Fuzz.texts(
        "groups-yaml",
        input -> check(() -> TargetGroups.yaml(new String(input, StandardCharsets.UTF_8))));
  }

  @Test
  void yamlThatIsNestedTooDeeplyIsRefused() {
    assertThatThrownBy(() -> TargetGroups.yaml("[".repeat(5_000)))
        .isInstanceOf(BadGroupsException.class);
    assertThatThrownBy(() -> TargetGroups.yaml("- ".repeat(5_000) + "a"))
        .isInstanceOf(BadGroupsException.class)
        .hasMessageContaining("levels deep");
  }

  @Test
  void anEscapeThatIsCutShortIsRefused() {
    assertThatThrownBy(() -> TargetGroups.yaml("- \"\\u102"))
        .isInstanceOf(BadGroupsException.class);
  }

  @Test
  void whatFollowsTheListIsRefusedWithIt() {
    byte[] text = "[{\"targets\":[\"a:1\"]}] x".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TargetGroups.json(text)).isInstanceOf(BadGroupsException.class);
  }

  private interface Reader {
    List<Map<String, String>> read() throws BadGroupsException;
  }

  private static void check(Reader reader) {
    try {
      for (Map<String, String> target : reader.read()) {
        assertThat(target).containsKey("__address__");
      }
    } catch (BadGroupsException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
