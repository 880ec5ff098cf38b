package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final Instant STARTS = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant ENDS = Instant.parse("2026-03-01T12:07:30.250Z");

  /** The documented form, field by field. */
  private static final String DOCUMENTED =
      """
        {
          "version": "4",
          "groupKey": "{}:{alertname=\\"GpuAllocatedIdle\\"}",
          "truncatedAlerts": 0,
          "status": "firing",
          "receiver": "oncall",
          "groupLabels": {"alertname": "GpuAllocatedIdle"},
          "commonLabels": {"alertname": "GpuAllocatedIdle", "costUsdPerHour": "2.50"},
          "commonAnnotations": {"costUsdPerHour": "2.50"},
          "externalURL": "http://burnrate.example/",
          "alerts": [
            {
              "status": "firing",
              "labels": {
                "alertname": "GpuAllocatedIdle", "costUsdPerHour": "2.50", "gpu": "GPU-a"
              },
              "annotations": {"costUsdPerHour": "2.50", "summary": "a is idle"},
              "startsAt": "2026-03-01T12:00:00Z",
              "endsAt": "0001-01-01T00:00:00Z",
              "generatorURL": "http://burnrate.example/api/v1/alerts",
              "fingerprint": "00000000000000aa"
            },
            {
              "status": "resolved",
              "labels": {
                "alertname": "GpuAllocatedIdle", "costUsdPerHour": "2.50", "gpu": "GPU-b"
              },
              "annotations": {"costUsdPerHour": "2.50", "summary": "b is idle"},
              "startsAt": "2026-03-01T12:00:00Z",
              "endsAt": "2026-03-01T12:07:30.250Z",
              "generatorURL": "http://burnrate.example/api/v1/alerts",
              "fingerprint": "00000000000000bb"
            }
          ]
        }
        """;

  @Test
  void isAlertmanagersVersionFour() throws Exception {
    String payload =
        Payload.of(
            "oncall",
            "http://burnrate.example/",
            new AlertGroup(RuleKind.GPU_ALLOCATED_IDLE, 0, 1),
            true,
            List.of(
                alert("a", AlertStatus.State.NO_DATA, null),
                alert("b", AlertStatus.State.RESOLVED, ENDS)));
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(payload)).isEqualTo(mapper.readTree(DOCUMENTED));
  }

  private static AlertStatus alert(String name, AlertStatus.State state, @Nullable Instant endsAt) {
    return new AlertStatus(
        "00000000000000" + name + name,
        state,
        Map.of("alertname", "GpuAllocatedIdle", "gpu", "GPU-" + name, "costUsdPerHour", "2.50"),
        Map.of("summary", name + " is idle", "costUsdPerHour", "2.50"),
        STARTS,
        endsAt,
        STARTS,
        2.5);
  }
}
