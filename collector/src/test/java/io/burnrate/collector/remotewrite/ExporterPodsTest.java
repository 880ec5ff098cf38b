package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.Owner;
import org.junit.jupiter.api.Test;

class ExporterPodsTest {
  private final ExporterPods pods = new ExporterPods();

  private static Owner pod(String workload) {
    return new Owner("monitoring", workload, workload + "-zz7k2", "");
  }

  @Test
  void furtherWorkloadsThanTheLimitAreNotRemembered() {
    ExporterPods.Of sender = pods.of("a");
    for (int i = 0; i <= ExporterPods.MAX_WORKLOADS; i++) {
      sender.learn(pod("w" + i));
    }

    assertThat(sender.knows(pod("w" + (ExporterPods.MAX_WORKLOADS - 1)))).isTrue();
    assertThat(sender.knows(pod("w" + ExporterPods.MAX_WORKLOADS))).isFalse();
  }

  @Test
  void eachSenderSpeaksForItsOwnPods() {
    pods.of("a").learn(pod("gpu-metrics"));

    assertThat(pods.of("a").knows(pod("gpu-metrics"))).isTrue();
    assertThat(pods.of("b").knows(pod("gpu-metrics"))).isFalse();
  }
}
