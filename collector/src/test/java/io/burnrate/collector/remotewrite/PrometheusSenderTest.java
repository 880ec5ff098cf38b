package io.burnrate.collector.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpServer;
import io.burnrate.collector.Peers;
import io.burnrate.collector.http.KeptRows;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes a page and forwards it. Skipped where no {@code prometheus} is on the
 * PATH and none is named by the environment variable BURNRATE_PROMETHEUS. From version 3 on it is
 * told to send remote write 2.0, before that it can send 1.0 only.
 */
@Tag("slow")
class PrometheusSenderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LABELS =
      "{gpu=\"0\",UUID=\"GPU-7\",device=\"nvidia0\",modelName=\"NVIDIA H100\",Hostname=\"n1\","
          + "container=\"main\",namespace=\"ml\",pod=\"trainer-0\"} ";
  private static final String PAGE =
      "DCGM_FI_DEV_GPU_UTIL"
          + LABELS
          + "73\nDCGM_FI_DEV_POWER_USAGE"
          + LABELS
          + "412.5\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION"
          + LABELS
          + "123456789012\nsome_other_metric 1\n";

  @TempDir private Path folder;

  @Test
  void forwardsWhatItScrapes() throws Exception {
    Path binary = Peers.program("prometheus", "BURNRATE_PROMETHEUS");
    boolean sends2 = !version(binary).contains("version 2.");
    KeptRows kept = new KeptRows();
    HttpServer exporter = exporter();
    try (RunningWrites running = new RunningWrites(kept, InstantSource.system())) {
      Process prometheus = start(binary, exporter.getAddress().getPort(), running, sends2);
      try {
        awaitRows(kept, prometheus);
      } finally {
        prometheus.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      assertThat(whole(kept).get(0))
          .contains(
              entry("gpu_uuid", "GPU-7"),
              entry("gpu_util_ratio", 0.73),
              entry("power_watts", 412.5),
              entry("energy_millijoules", 123_456_789_012d),
              entry("node", "n1"),
              entry("cluster", "c1"),
              entry("namespace", "ml"),
              entry("workload", "trainer"),
              entry("target", "127.0.0.1:" + exporter.getAddress().getPort()));
      assertThat(running.samples("unmapped")).isPositive();
      assertThat(
              running
                  .registry
                  .get("burnrate.remotewrite.requests")
                  .tag("status", "204")
                  .counter()
                  .count())
          .isPositive();
    } finally {
      exporter.stop(0);
    }
  }

  /** Two scrapes whose readings are all in one row. */
  private void awaitRows(KeptRows kept, Process prometheus) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (whole(kept).size() < 2) {
      assertThat(prometheus.isAlive()).as(log()).isTrue();
      assertThat(System.nanoTime()).as(log()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static List<Map<String, Object>> whole(KeptRows kept) {
    return kept.rows().stream()
        .filter(
            row ->
                !Double.valueOf(Double.NaN).equals(row.get("gpu_util_ratio"))
                    && !Double.valueOf(Double.NaN).equals(row.get("power_watts"))
                    && !Double.valueOf(Double.NaN).equals(row.get("energy_millijoules")))
        .toList();
  }

  private Process start(Path binary, int exporterPort, RunningWrites running, boolean sends2)
      throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 1s
              external_labels: {cluster: c1}
            scrape_configs:
              - job_name: dcgm
                static_configs:
                  - targets: ["127.0.0.1:%d"]
                    labels: {namespace: gpu-operator, pod: dcgm-exporter-x2x2x, container: e}
            remote_write:
              - url: %s
                queue_config: {batch_send_deadline: 500ms}
            %s
            """
                .formatted(
                    exporterPort,
                    running.url(),
                    sends2 ? "    protobuf_message: io.prometheus.write.v2.Request" : ""));
    return new ProcessBuilder(
            binary.toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:0")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("log"));
  }

  private static HttpServer exporter() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page = PAGE.getBytes(StandardCharsets.US_ASCII);
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String version(Path binary) throws Exception {
    Process process =
        new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
