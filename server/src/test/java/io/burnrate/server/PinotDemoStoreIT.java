package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.server.config.StoreConfig;
import io.burnrate.store.Store;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's store on a real cluster. */
class PinotDemoStoreIT {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String PREFIX = "demo_1767323045_";

  private final RunningCluster cluster = RunningCluster.shared();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  @TempDir Path folder;

  @Test
  void itsTablesAreMadeUsedAndTakenAway() throws Exception {
    Path own = Files.createDirectory(folder.resolve("demo"));
    try (DemoStore demo = new PinotDemoStore(own, NOW, ports())) {
      StoreConfig config = demo.open(line -> {});
      assertThat(tables()).contains(PREFIX + "gpu_samples").contains(PREFIX + "ledger");
      try (Store store = StoreOpening.create(config, InstantSource.system())) {
        store.open();
        assertThat(store.health().ok()).isTrue();
      }
    }
    assertThat(tables()).doesNotContain(PREFIX);
    assertThat(own).doesNotExist();
  }

  private PinotDemoStore.Cluster ports() {
    String kafka = cluster.bootstrapServers();
    return new PinotDemoStore.Cluster(
        cluster.controller().getPort(),
        cluster.broker().getPort(),
        Integer.parseInt(kafka.substring(kafka.lastIndexOf(':') + 1)));
  }

  private String tables() throws Exception {
    URI uri = URI.create(cluster.controller() + "/tables");
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }
}
