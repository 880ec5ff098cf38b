package io.burnrate.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.KubernetesServer;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against fabric8's server of the Kubernetes API. */
class KubernetesFinderTest {
  private static final String META = KubernetesLabels.META;

  private final KubernetesServer server = KubernetesServer.start();
  private final KubernetesClient client = server.client();

  private final List<List<Map<String, String>>> found = new ArrayList<>();
  private Vertx vertx;

  @SuppressWarnings("NullAway.Init")
  private KubernetesFinder finder;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    if (finder != null) {
      finder.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    client.close();
    server.close();
  }

  @Test
  void aPodIsNamedAsPrometheusNamesIt() throws Exception {
    client.resource(exporter("dcgm-x1", Map.of())).create();
    start(KubernetesRole.POD);
    Map<String, String> one = await(all -> all.size() == 1).get(0);
    assertThat(one)
        .containsEntry("__address__", "10.1.2.3:9400")
        .containsEntry("__meta_kubernetes_namespace", "gpu-operator")
        .containsEntry("__meta_kubernetes_pod_name", "dcgm-x1")
        .containsEntry("__meta_kubernetes_pod_ip", "10.1.2.3")
        .containsEntry("__meta_kubernetes_pod_host_ip", "192.168.0.7")
        .containsEntry("__meta_kubernetes_pod_node_name", "node-7")
        .containsEntry("__meta_kubernetes_pod_phase", "Running")
        .containsEntry("__meta_kubernetes_pod_ready", "true")
        .containsEntry("__meta_kubernetes_pod_controller_kind", "DaemonSet")
        .containsEntry("__meta_kubernetes_pod_controller_name", "dcgm")
        .containsEntry("__meta_kubernetes_pod_label_app", "nvidia-dcgm-exporter")
        .containsEntry("__meta_kubernetes_pod_labelpresent_app", "true")
        .containsEntry("__meta_kubernetes_pod_annotation_example_org_team_name", "ml")
        .containsEntry("__meta_kubernetes_pod_annotationpresent_example_org_team_name", "true")
        .containsEntry("__meta_kubernetes_pod_container_name", "exporter")
        .containsEntry("__meta_kubernetes_pod_container_image", "exporter:4")
        .containsEntry("__meta_kubernetes_pod_container_init", "false")
        .containsEntry("__meta_kubernetes_pod_container_id", "containerd://4711")
        .containsEntry("__meta_kubernetes_pod_container_port_name", "metrics")
        .containsEntry("__meta_kubernetes_pod_container_port_number", "9400")
        .containsEntry("__meta_kubernetes_pod_container_port_protocol", "TCP")
        .containsKey("__meta_kubernetes_pod_uid");
  }

  @Test
  void podsComeAndGo() throws Exception {
    start(KubernetesRole.POD);
    client.resource(exporter("a", Map.of())).create();
    await(all -> all.size() == 1);
    client.resource(exporter("b", Map.of())).create();
    await(all -> all.size() == 2);
    client.pods().inNamespace("gpu-operator").withName("a").delete();
    assertThat(await(all -> all.size() == 1).get(0)).containsEntry(META + "pod_name", "b");
  }

  @Test
  void servicesNodesAndEndpointsAreTargetsToo() throws Exception {
    client.resource(exporter("dcgm-x1", Map.of())).create();
    client.resource(service()).create();
    client.resource(node()).create();
    client.resource(endpoints()).create();
    start(KubernetesRole.SERVICE, KubernetesRole.NODE, KubernetesRole.ENDPOINTS);
    List<Map<String, String>> all = await(each -> each.size() == 4);
    assertThat(all.get(0))
        .containsEntry("__address__", "dcgm.gpu-operator.svc:9400")
        .containsEntry("__meta_kubernetes_service_port_name", "metrics")
        .containsEntry("__meta_kubernetes_service_type", "ClusterIP")
        .containsEntry("__meta_kubernetes_service_cluster_ip", "10.96.0.9");
    assertThat(all.get(1))
        .containsEntry("__address__", "192.168.0.7:10250")
        .containsEntry("instance", "node-7")
        .containsEntry("__meta_kubernetes_node_name", "node-7")
        .containsEntry("__meta_kubernetes_node_address_InternalIP", "192.168.0.7")
        .containsEntry("__meta_kubernetes_node_label_nvidia_com_gpu_product", "H100");
    assertThat(all.get(2))
        .containsEntry("__address__", "10.1.2.3:9401")
        .containsEntry("__meta_kubernetes_endpoints_name", "dcgm")
        .containsEntry("__meta_kubernetes_endpoint_port_name", "web")
        .containsEntry("__meta_kubernetes_endpoint_ready", "true")
        .containsEntry("__meta_kubernetes_endpoint_node_name", "node-7")
        .containsEntry("__meta_kubernetes_endpoint_address_target_kind", "Pod")
        .containsEntry("__meta_kubernetes_endpoint_address_target_name", "dcgm-x1")
        .containsEntry("__meta_kubernetes_service_name", "dcgm")
        .containsEntry("__meta_kubernetes_service_annotation_prometheus_io_scrape", "true")
        .containsEntry("__meta_kubernetes_pod_name", "dcgm-x1");
    assertThat(all.get(3))
        .as("a port of the pod that its service does not name")
        .containsEntry("__address__", "10.1.2.3:9400")
        .containsEntry("__meta_kubernetes_pod_container_port_name", "metrics")
        .containsEntry("__meta_kubernetes_service_name", "dcgm");
  }

  @Test
  void slicesOfEndpointsAreTargets() throws Exception {
    client
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("gpu-operator")
                .withName("dcgm-abc")
                .addToLabels("kubernetes.io/service-name", "dcgm")
                .endMetadata()
                .withAddressType("IPv6")
                .addNewEndpoint()
                .withAddresses("fd00::1")
                .withNewConditions()
                .withReady(false)
                .endConditions()
                .withNodeName("node-7")
                .endEndpoint()
                .addNewPort()
                .withName("metrics")
                .withPort(9400)
                .withProtocol("TCP")
                .endPort()
                .build())
        .create();
    client.resource(service()).create();
    start(KubernetesRole.ENDPOINT_SLICE);
    assertThat(await(all -> all.size() == 1 && all.get(0).containsKey(META + "service_name")))
        .first()
        .satisfies(
            one ->
                assertThat(one)
                    .containsEntry("__address__", "[fd00::1]:9400")
                    .containsEntry(META + "endpointslice_name", "dcgm-abc")
                    .containsEntry(META + "endpointslice_address_type", "IPv6")
                    .containsEntry(META + "endpointslice_port", "9400")
                    .containsEntry(META + "endpointslice_endpoint_conditions_ready", "false")
                    .containsEntry(META + "endpointslice_endpoint_node_name", "node-7")
                    .containsEntry(META + "service_name", "dcgm"));
  }

  @Test
  void selectorsAndNamespacesChoose() throws Exception {
    client.resource(exporter("a", Map.of("tier", "one"))).create();
    client.resource(exporter("b", Map.of("tier", "two"))).create();
    start(
        new Finding.Kubernetes(
            List.of(KubernetesRole.POD),
            List.of("gpu-operator"),
            "tier=two",
            "",
            KubernetesAccess.DEFAULT));
    assertThat(await(all -> all.size() == 1).get(0)).containsEntry(META + "pod_name", "b");
  }

  @Test
  void withoutRulesExportersAndAnnotatedPodsAreTaken() {
    Pod annotated = plain("web", Map.of("prometheus.io/scrape", "true"));
    Pod moved =
        plain(
            "moved",
            Map.of(
                "prometheus.io/scrape",
                "true",
                "prometheus.io/port",
                "8081",
                "prometheus.io/path",
                "/m",
                "prometheus.io/scheme",
                "https"));
    Pod silent = plain("silent", Map.of());
    Pod refused = exporter("refused", Map.of());
    refused.getMetadata().setAnnotations(Map.of("prometheus.io/scrape", "false"));
    Pod named = plain("named", Map.of());
    named.getMetadata().setLabels(Map.of("app.kubernetes.io/name", "dcgm-exporter"));
    named.getSpec().getContainers().get(0).setPorts(List.of());
    List<Target> targets =
        taken(List.of(annotated, moved, silent, refused, named, exporter("x", Map.of())));
    assertThat(targets)
        .extracting(each -> each.label("pod") + " " + each.url())
        .containsExactly(
            "web http://10.1.2.3:8000/metrics",
            "moved https://10.1.2.3:8081/m",
            "named http://10.1.2.3:9400/metrics",
            "x http://10.1.2.3:9400/metrics");
    assertThat(targets.get(3).labels())
        .isEqualTo(
            Map.of(
                "instance",
                "10.1.2.3:9400",
                "job",
                "k",
                "namespace",
                "gpu-operator",
                "pod",
                "x",
                "node",
                "node-7"));
  }

  private static List<Target> taken(List<Pod> pods) {
    Job job = Job.named("k", Duration.ofSeconds(15), Duration.ofSeconds(10));
    return pods.stream()
        .flatMap(pod -> KubernetesLabels.targets(pod).stream())
        .map(each -> new TargetLabels(job, KubernetesRules.ALL).target(each).target())
        .filter(Objects::nonNull)
        .toList();
  }

  private static Endpoints endpoints() {
    return new EndpointsBuilder()
        .withNewMetadata()
        .withNamespace("gpu-operator")
        .withName("dcgm")
        .endMetadata()
        .addNewSubset()
        .addNewAddress()
        .withIp("10.1.2.3")
        .withNodeName("node-7")
        .withNewTargetRef()
        .withKind("Pod")
        .withNamespace("gpu-operator")
        .withName("dcgm-x1")
        .endTargetRef()
        .endAddress()
        .addNewPort()
        .withName("web")
        .withPort(9401)
        .withProtocol("TCP")
        .endPort()
        .endSubset()
        .build();
  }

  private void start(KubernetesRole... roles) {
    start(new Finding.Kubernetes(List.of(roles), List.of(), "", "", KubernetesAccess.DEFAULT));
  }

  private void start(Finding.Kubernetes finding) {
    KubernetesClient own =
        new KubernetesClientBuilder().withConfig(client.getConfiguration()).build();
    finder = new KubernetesFinder(finding, vertx, () -> own);
    finder.start(
        new Finder.Finds() {
          @Override
          public void found(List<Map<String, String>> targets) {
            synchronized (found) {
              found.add(targets);
            }
          }

          @Override
          public void failed(String reason, String message) {
            throw new AssertionError(reason + " " + message);
          }
        });
  }

  private List<Map<String, String>> await(Predicate<List<Map<String, String>>> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      synchronized (found) {
        if (!found.isEmpty() && wanted.test(found.get(found.size() - 1))) {
          return found.get(found.size() - 1);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not found; last: " + found);
      }
      Thread.sleep(10);
    }
  }

  private static Pod plain(String name, Map<String, String> annotations) {
    Pod pod = exporter(name, Map.of());
    pod.getMetadata().setLabels(Map.of("app", "web"));
    pod.getMetadata().setAnnotations(annotations);
    pod.getSpec().getContainers().get(0).getPorts().get(0).setContainerPort(8000);
    return pod;
  }

  private static Pod exporter(String name, Map<String, String> more) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("gpu-operator")
        .withName(name)
        .addToLabels("app", "nvidia-dcgm-exporter")
        .addToLabels(more)
        .addToAnnotations("example.org/team-name", "ml")
        .addNewOwnerReference()
        .withKind("DaemonSet")
        .withName("dcgm")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-7")
        .addNewContainer()
        .withName("exporter")
        .withImage("exporter:4")
        .addNewPort()
        .withName("metrics")
        .withContainerPort(9400)
        .withProtocol("TCP")
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPodIP("10.1.2.3")
        .withHostIP("192.168.0.7")
        .withPhase("Running")
        .addNewContainerStatus()
        .withName("exporter")
        .withContainerID("containerd://4711")
        .endContainerStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("gpu-operator")
        .withName("dcgm")
        .addToAnnotations("prometheus.io/scrape", "true")
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP("10.96.0.9")
        .addNewPort()
        .withName("metrics")
        .withPort(9400)
        .withProtocol("TCP")
        .endPort()
        .endSpec()
        .build();
  }

  private static Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-7")
        .addToLabels("nvidia.com/gpu.product", "H100")
        .endMetadata()
        .withNewStatus()
        .addNewAddress("node-7.example", "Hostname")
        .addNewAddress("192.168.0.7", "InternalIP")
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint(10250)
        .endDaemonEndpoints()
        .endStatus()
        .build();
  }
}
