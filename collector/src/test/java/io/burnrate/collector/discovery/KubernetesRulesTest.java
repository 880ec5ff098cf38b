package io.burnrate.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesRulesTest {
  private static final Job JOB = Job.named("gpus", Duration.ofMinutes(1), Duration.ofSeconds(10));
  private static final TargetLabels TARGETS = new TargetLabels(JOB, KubernetesRules.ALL);

  /** The labels of the exporter's own manifests and chart, of NVIDIA's GPU operator, and of GKE. */
  @ParameterizedTest
  @CsvSource({
    "pod_label_app,                        dcgm-exporter",
    "pod_label_app,                        nvidia-dcgm-exporter",
    "pod_label_app_kubernetes_io_name,     dcgm-exporter",
    "pod_label_app_kubernetes_io_name,     nvidia-dcgm-exporter",
    "pod_label_app_kubernetes_io_name,     gke-managed-dcgm-exporter",
    "service_label_app,                    dcgm-exporter",
    "service_label_app,                    nvidia-dcgm-exporter",
    "service_label_app_kubernetes_io_name, dcgm-exporter",
    "service_label_app_kubernetes_io_name, nvidia-dcgm-exporter"
  })
  void anExporterIsKnownByEitherLabel(String label, String value) {
    assertThat(target("__meta_kubernetes_" + label, value, "10.0.0.1:9400")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"dcgm-exporter", "nvidia-dcgm-exporter"})
  void onePodThatDeclaresNoPortListensOnTheUsualOne(String app) {
    assertThat(target("__meta_kubernetes_pod_label_app", app, "10.0.0.1"))
        .extracting(Target::url)
        .isEqualTo("http://10.0.0.1:9400/metrics");
  }

  @Test
  void anotherAppIsNotTaken() {
    assertThat(target("__meta_kubernetes_pod_label_app", "my-dcgm-exporter", "10.0.0.1:9400"))
        .isNull();
    assertThat(target("__meta_kubernetes_pod_label_tier", "dcgm-exporter", "10.0.0.1:9400"))
        .isNull();
  }

  private static @Nullable Target target(String label, String value, String address) {
    return TARGETS.target(Map.of("__address__", address, label, value)).target();
  }
}
