package io.burnrate.collector.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.OpenStore;
import io.burnrate.domain.GpuRequest;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Shards;
import io.burnrate.store.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThingWriterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void twoChangesInOneMillisecondAreTwoRows() {
    Vertx vertx = Vertx.vertx();
    try (OpenStore store = new OpenStore(folder, NOW)) {
      ThingWriter writer =
          new ThingWriter(
              store, Surroundings.of(vertx, new SimpleMeterRegistry(), InstantSource.fixed(NOW)));
      writer.hold(Shards.all(1));
      for (String team : new String[] {"a", "b"}) {
        writer.note("lab/t/p", () -> pod("p", "", Map.of("team", team)));
        writer.write();
      }
      ResultTable rows = store.rows(Tables.METADATA, "time_ms", "attributes");
      assertThat(rows.rows()).isEqualTo(2);
      assertThat(rows.stringAt(0, "attributes")).isEqualTo("{\"team\":\"a\"}");
      assertThat(rows.stringAt(1, "attributes")).isEqualTo("{\"team\":\"b\"}");
      assertThat(rows.longAt(1, "time_ms")).isEqualTo(NOW.toEpochMilli() + 1);
    } finally {
      vertx.close();
    }
  }

  @Test
  void whoAsksForAPartOfAGpuIsToldOfEveryHour() {
    Vertx vertx = Vertx.vertx();
    AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    try (OpenStore store = new OpenStore(folder, NOW)) {
      ThingWriter writer =
          new ThingWriter(store, Surroundings.of(vertx, new SimpleMeterRegistry(), clock::get));
      writer.hold(Shards.all(1));
      // Pods are looked at every hour, give or take a little.
      for (int minutes : new int[] {0, 30, 59, 119}) {
        clock.set(NOW.plus(Duration.ofMinutes(minutes)));
        writer.note("lab/t/p", () -> pod("p", "0.5|||p|", Map.of()));
        writer.note("lab/t/q", () -> pod("q", "", Map.of()));
        writer.note("lab/t/r", () -> pod("r", "0.5|||r|gone", Map.of()));
        writer.write();
      }
      ResultTable rows = store.rows(Tables.METADATA, "time_ms", "gpu_request");
      List<String> told = new ArrayList<>();
      for (int row = 0; row < rows.rows(); row++) {
        told.add(rows.stringAt(row, "gpu_request"));
      }
      assertThat(told)
          .containsExactlyInAnyOrder("0.5|||p|", "", "0.5|||r|gone", "0.5|||p|", "0.5|||p|");
    } finally {
      vertx.close();
    }
  }

  private static Thing pod(String name, String request, Map<String, String> attributes) {
    GpuRequest asked = GpuRequest.decode(request);
    return new Thing("pod", "lab/t/" + name, "lab", "t", name, "", "kubernetes", asked, attributes);
  }
}
