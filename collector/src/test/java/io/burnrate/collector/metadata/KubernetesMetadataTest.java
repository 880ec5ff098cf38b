package io.burnrate.collector.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.collector.KubernetesServer;
import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.KubernetesAccess;
import io.burnrate.domain.GpuRequest;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDb;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against fabric8's server of the Kubernetes API, and a real store. */
class KubernetesMetadataTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final KubernetesServer server = KubernetesServer.start();
  private final KubernetesClient client = server.client();

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  @TempDir private Path folder;
  private Vertx vertx;
  private Store store;

  @SuppressWarnings("NullAway.Init")
  private KubernetesMetadata metadata;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    store =
        DuckDb.create(
            DuckDbConfig.at(folder).committingEvery(Duration.ofMillis(1)),
            InstantSource.fixed(NOW));
    store.open();
  }

  @AfterEach
  void close() throws Exception {
    metadata.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    client.close();
    server.close();
    store.close();
  }

  @Test
  void aPodIsKnownByItsOwnersTeamAndRequests() throws Exception {
    client
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("ml")
                .withName("chat-5d8f9c7b6d")
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName("chat")
                .withUid("d1")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build())
        .create();
    client.resource(pod("chat-5d8f9c7b6d-x2x4z", "Running")).create();
    start();
    Map<String, String> row = await(rows -> rows.size() == 1).get(0);
    assertThat(row)
        .containsEntry("entity", "lab/ml/chat-5d8f9c7b6d-x2x4z")
        .containsEntry("kind", "pod")
        .containsEntry("cluster", "lab")
        .containsEntry("namespace", "ml")
        .containsEntry("name", "chat-5d8f9c7b6d-x2x4z")
        .containsEntry("origin", "kubernetes");
    assertThat(attributes(row))
        .containsEntry("workload", "chat")
        .containsEntry("ownerKind", "Deployment")
        .containsEntry("ownerName", "chat")
        .containsEntry("owners", "ReplicaSet/chat-5d8f9c7b6d Deployment/chat")
        .containsEntry("team", "search")
        .containsEntry("label.team", "search")
        .containsEntry("phase", "Running")
        .containsEntry("node", "node-7")
        .containsEntry("request.nvidia.com/gpu", "3")
        .containsEntry("request.nvidia.com/mig-1g.10gb", "1")
        .containsEntry("request.gpu-fraction", "0.5")
        .containsEntry("resourceClaims", "claim-a half (template)")
        .doesNotContainKey("request.cpu");
  }

  @Test
  void aRowIsWrittenWhenSomethingChangedAndAtTheEnd() throws Exception {
    client.resource(sharing("p", "Pending")).create();
    start();
    await(rows -> rows.size() == 1);
    tick();
    Pod same = sharing("p", "Pending");
    same.getMetadata().setAnnotations(Map.of("gpu-fraction", "0.5", "noise", "1"));
    client.resource(same).update();
    tick();
    client.resource(sharing("p", "Running")).update();
    await(rows -> rows.size() == 2);
    tick();
    client.pods().inNamespace("ml").withName("p").delete();
    List<Map<String, String>> rows = await(each -> each.size() == 3);
    assertThat(rows)
        .extracting(row -> attributes(row).get("phase") + attributes(row).get("deleted"))
        .containsExactly("Pendingnull", "Runningnull", "Runningtrue");
    assertThat(rows)
        .extracting(row -> row.get("gpu_request"))
        .containsExactly("0.5|||p|", "0.5|||p|", "0.5|||p|gone");
  }

  @Test
  void aNodeIsKnownByPoolPriceAndPlace() throws Exception {
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("node-7")
                .addToLabels("node.kubernetes.io/instance-type", "p5.48xlarge")
                .addToLabels("eks.amazonaws.com/nodegroup", "h100")
                .addToLabels("eks.amazonaws.com/capacityType", "SPOT")
                .addToLabels("topology.kubernetes.io/region", "eu-west-1")
                .addToLabels("topology.kubernetes.io/zone", "eu-west-1a")
                .addToLabels("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3")
                .addToLabels("nvidia.com/gpu.count", "8")
                .endMetadata()
                .withNewSpec()
                .withProviderID("aws:///eu-west-1a/i-1")
                .endSpec()
                .withNewStatus()
                .addToAllocatable("nvidia.com/gpu", new Quantity("8"))
                .addToAllocatable("cpu", new Quantity("192"))
                .endStatus()
                .build())
        .create();
    start();
    Map<String, String> row = await(rows -> rows.size() == 1).get(0);
    assertThat(row).containsEntry("entity", "lab/node-7").containsEntry("kind", "node");
    assertThat(attributes(row))
        .isEqualTo(
            Map.of(
                "pool", "h100",
                "instanceType", "p5.48xlarge",
                "capacityType", "spot",
                "region", "eu-west-1",
                "zone", "eu-west-1a",
                "gpuProduct", "NVIDIA-H100-80GB-HBM3",
                "gpuCount", "8",
                "providerId", "aws:///eu-west-1a/i-1",
                "allocatable.nvidia.com/gpu", "8"));
  }

  @Test
  void whatWasWrittenADayAgoIsWrittenAgain() {
    Map<String, String> attributes = Map.of("phase", "Running");
    Thing thing =
        new Thing("pod", "e", "", "n", "p", "", "kubernetes", GpuRequest.NONE, attributes);
    metadata = KubernetesMetadata.create(KubernetesMetadataConfig.DEFAULT, store, around());
    ThingWriter writer = new ThingWriter(store, around());
    writer.hold(Shards.all(1));
    writer.note("e", () -> thing);
    writer.write();
    now.set(NOW.plusSeconds(86_399));
    writer.note("e", () -> thing);
    writer.write();
    now.set(NOW.plusSeconds(86_400));
    writer.note("e", () -> thing);
    writer.write();
    assertThat(rows()).hasSize(2);
  }

  private void tick() {
    now.updateAndGet(before -> before.plusSeconds(1));
  }

  private Surroundings around() {
    return Surroundings.of(vertx, new SimpleMeterRegistry(), (InstantSource) now::get);
  }

  private void start() throws Exception {
    KubernetesClient own =
        new KubernetesClientBuilder().withConfig(client.getConfiguration()).build();
    KubernetesMetadataConfig config =
        new KubernetesMetadataConfig(true, "lab", List.of(), "team", "", KubernetesAccess.DEFAULT);
    metadata = KubernetesMetadata.create(config, store, around(), () -> own);
    metadata.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private List<Map<String, String>> await(Predicate<List<Map<String, String>>> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!wanted.test(rows())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("last: " + rows());
      }
      Thread.sleep(20);
    }
    return rows();
  }

  private List<Map<String, String>> rows() {
    List<String> names =
        List.of("entity", "kind", "cluster", "namespace", "name", "origin", "gpu_request");
    TimeRange range = new TimeRange(NOW, NOW.plusSeconds(864_000));
    ResultTable table =
        store
            .query(
                Query.rows(Tables.METADATA, range, List.of(), Tables.METADATA.columns())
                    .orderedBy("time_ms", false))
            .toCompletableFuture()
            .join();
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      Map<String, String> row = new HashMap<>();
      for (String name : names) {
        row.put(name, table.stringAt(i, name));
      }
      row.put("attributes", table.stringAt(i, "attributes"));
      rows.add(row);
    }
    return rows;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> attributes(Map<String, String> row) {
    try {
      return new ObjectMapper().readValue(row.get("attributes"), Map.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The same without whole GPUs, so that its annotation counts. */
  private static Pod sharing(String name, String phase) {
    return new PodBuilder(pod(name, phase))
        .editSpec()
        .withContainers(new ContainerBuilder().withName("one").build())
        .endSpec()
        .build();
  }

  private static Pod pod(String name, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ml")
        .withName(name)
        .addToLabels("team", "search")
        .addToAnnotations("gpu-fraction", "0.5")
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("ReplicaSet")
        .withName("chat-5d8f9c7b6d")
        .withUid("r1")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-7")
        .addNewContainer()
        .withName("one")
        .withNewResources()
        .addToRequests("nvidia.com/gpu", new Quantity("2"))
        .addToLimits("nvidia.com/gpu", new Quantity("2"))
        .addToRequests("cpu", new Quantity("4"))
        .endResources()
        .endContainer()
        .addNewContainer()
        .withName("two")
        .withNewResources()
        .addToLimits("nvidia.com/gpu", new Quantity("1"))
        .addToLimits("nvidia.com/mig-1g.10gb", new Quantity("1"))
        .endResources()
        .endContainer()
        .addNewResourceClaim()
        .withName("a")
        .withResourceClaimName("claim-a")
        .endResourceClaim()
        .addNewResourceClaim()
        .withName("b")
        .withResourceClaimTemplateName("half")
        .endResourceClaim()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }
}
