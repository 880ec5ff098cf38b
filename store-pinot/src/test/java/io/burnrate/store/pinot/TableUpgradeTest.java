package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class TableUpgradeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode segments(String fields) throws Exception {
    return (ObjectNode) JSON.readTree("{\"segmentsConfig\":{" + fields + "}}");
  }

  @Test
  void aRetentionThatIsGoneFromTheConfigurationGoesFromTheTable() throws Exception {
    ObjectNode found =
        segments(
            "\"replication\":\"1\",\"minimizeDataMovement\":false,"
                + "\"retentionTimeUnit\":\"HOURS\",\"retentionTimeValue\":\"360\"");

    TableUpgrade upgrade = TableUpgrade.of(found, segments("\"replication\":\"1\""));

    assertThat(upgrade.changes()).containsExactly("segmentsConfig.retentionTimeValue");
    assertThat(upgrade.config())
        .isEqualTo(segments("\"replication\":\"1\",\"minimizeDataMovement\":false"));
  }

  @Test
  void whatIsAsItShouldBeIsLeftAlone() throws Exception {
    ObjectNode found = segments("\"replication\":\"1\",\"peerSegmentDownloadScheme\":\"http\"");

    TableUpgrade upgrade = TableUpgrade.of(found, segments("\"replication\":1"));

    assertThat(upgrade.changes()).isEmpty();
    assertThat(upgrade.config()).isEqualTo(found);
  }
}
