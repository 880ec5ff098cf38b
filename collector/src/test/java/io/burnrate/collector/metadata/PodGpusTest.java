package io.burnrate.collector.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.GpuRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part of a GPU that a pod asks for, as KAI and HAMi have it written. */
class PodGpusTest {
  private static String text(Map<String, String> annotations, Map<String, String> labels) {
    return PodGpus.of(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("ml")
                .withName("chat-0")
                .withAnnotations(annotations)
                .withLabels(labels)
                .endMetadata()
                .build())
        .encode();
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-fraction, 0.5, 0.5|||chat|",
    "gpu-memory, 2000, |2.097152E9||chat|",
    "gpu-fraction, 1.5, 1.5|||chat|",
    "gpu-fraction, half, ''",
    "gpu-fraction, -0.5, ''",
    "gpu-fraction, NaN, ''",
    "gpu-memory, 0, ''",
    "nvidia.com/container.main.gpu-memory.request, 20Gi, |2.147483648E10||chat|",
    "nvidia.com/container.main.gpu-memory.request, 2G, |2.0E9||chat|",
    "nvidia.com/container.main.gpu-memory.request, much, ''",
    "nvidia.com/container.main.gpu-memory.request, 1e999999999, ''",
    "nvidia.com/container.main.gpu-memory.request, -2Gi, ''",
    "nvidia.com/container.main.gpu-memory.limit, 2Gi, ''"
  })
  void annotations(String name, String value, String expected) {
    assertThat(text(Map.of(name, value), Map.of())).isEqualTo(expected);
  }

  @Test
  void ofTwoAnnotationsTheFractionCounts() {
    assertThat(text(Map.of("gpu-fraction", "0.5", "gpu-memory", "2000"), Map.of()))
        .isEqualTo("0.5|||chat|");
  }

  @Test
  void whatAContainerAsksForGoesBeforeThePods() {
    String main = "nvidia.com/container.main.gpu-memory.request";
    assertThat(text(Map.of("gpu-fraction", "0.5", main, "2Gi"), Map.of()))
        .isEqualTo("|2.147483648E9||chat|");
    // Which of two containers is meant where, is not known.
    String side = "nvidia.com/container.side.gpu-memory.request";
    assertThat(text(Map.of(main, "2Gi", side, "1Gi"), Map.of("runai-gpu-group", "g-1")))
        .isEqualTo("||g-1|chat|");
  }

  @Test
  void aPodWithWholeGpusHasThemWhateverIsLeftInItsAnnotations() {
    for (String name :
        List.of("gpu-fraction", "gpu-memory", "nvidia.com/container.one.gpu-memory.request")) {
      assertThat(PodGpus.of(whole(Map.of(name, "0.5"), Map.of())).encode()).isEmpty();
    }
    assertThat(PodGpus.of(whole(Map.of(), Map.of("runai-gpu-group", "g-1"))).encode())
        .isEqualTo("||g-1|chat|whole");
  }

  private static Pod whole(Map<String, String> annotations, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("chat-0")
        .withAnnotations(annotations)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("one")
        .withNewResources()
        .addToLimits("nvidia.com/gpu", new Quantity("1"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void theGroupSaysWhoIsOnOneGpu() {
    assertThat(text(Map.of(), Map.of("runai-gpu-group", "g-1"))).isEqualTo("||g-1|chat|");
    assertThat(
            text(
                Map.of("gpu-fraction", "0.5"),
                Map.of("runai-gpu-group/g-2", "g-2", "runai-gpu-group/g-1", "g-1")))
        .isEqualTo("0.5||g-1,g-2|chat|");
  }

  @Test
  void hamisResourcesOfOneContainerAreTheRequest() {
    PodBuilder pod = container(new PodBuilder(), "one", "30");
    assertThat(PodGpus.of(pod.build()).encode()).isEqualTo("0.3|8.388608E9||chat|whole");
    // Which of two containers is meant where, is not known.
    assertThat(PodGpus.of(container(pod, "two", "20").build()).encode()).isEmpty();
  }

  private static PodBuilder container(PodBuilder pod, String name, String cores) {
    return pod.editOrNewMetadata()
        .withName("chat-0")
        .endMetadata()
        .editOrNewSpec()
        .addNewContainer()
        .withName(name)
        .withNewResources()
        .addToLimits("nvidia.com/gpu", new Quantity("1"))
        .addToLimits("nvidia.com/gpucores", new Quantity(cores))
        .addToLimits("nvidia.com/gpumem", new Quantity("8000"))
        .endResources()
        .endContainer()
        .endSpec();
  }

  @Test
  void aPodThatEndedSaysSo() {
    PodBuilder pod =
        container(new PodBuilder(), "one", "30").withNewStatus().withPhase("Succeeded").endStatus();
    assertThat(PodGpus.of(pod.build()).encode()).endsWith("|whole,gone");
    GpuRequest request = GpuRequest.decode("0.5|||chat|");
    Thing thing = new Thing("pod", "e", "", "", "p", "", "k", request, Map.of());
    assertThat(thing.gone().gpuRequest().encode()).isEqualTo("0.5|||chat|gone");
  }
}
