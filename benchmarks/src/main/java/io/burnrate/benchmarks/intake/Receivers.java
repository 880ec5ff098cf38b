package io.burnrate.benchmarks.intake;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The systems that are compared, with empty data folders and their defaults. */
final class Receivers {
  private final IntakeOptions options;

  Receivers(IntakeOptions options) {
    this.options = options;
  }

  /** Burnrate, as a receiver of spans ({@code otlp}) or of remote writes. */
  Receiver burnrate(boolean otlp) throws IOException {
    int port = freePort();
    int otlpPort = freePort();
    Path settings = options.work().resolve("burnrate.yaml");
    Files.writeString(
        settings,
        "http: { host: 127.0.0.1, port: %d }%notlp: { host: 127.0.0.1, port: %d, grpcPort: 0 }%n"
                .formatted(port, otlpPort)
            + "store: { path: \"%s\" }%n".formatted(empty("burnrate-data")));
    return new Receiver(
        "burnrate",
        command(options.home().resolve("burnrate").toString(), "serve", "--config", "" + settings),
        Map.of("BURNRATE_BUILD", "off", "BURNRATE_LOG_LEVEL", "WARN"),
        otlp ? http(otlpPort, "/v1/traces") : http(port, "/api/v1/write"),
        http(port, "/livez"),
        http(port, "/metrics"),
        otlp
            ? "burnrate_otlp_spans_total{result=\"accepted\"}"
            : "burnrate_remotewrite_samples_total{result=\"kept\"}");
  }

  Receiver zipkin(Path jar) throws IOException {
    int port = freePort();
    return new Receiver(
        "zipkin",
        command("java", "-jar", jar.toString()),
        Map.of("QUERY_PORT", "" + port, "STORAGE_TYPE", "mem"),
        http(port, "/api/v2/spans"),
        http(port, "/health"),
        http(port, "/prometheus"),
        "zipkin_collector_spans_total{transport=\"http\"");
  }

  Receiver prometheus(Path program) throws IOException {
    int port = freePort();
    Path settings = Files.writeString(options.work().resolve("prometheus.yml"), "global: {}\n");
    return new Receiver(
        "prometheus",
        command(
            program.toString(),
            "--config.file=" + settings,
            "--storage.tsdb.path=" + empty("prometheus-data"),
            "--web.enable-remote-write-receiver",
            "--web.listen-address=127.0.0.1:" + port),
        Map.of(),
        http(port, "/api/v1/write"),
        http(port, "/-/ready"),
        http(port, "/metrics"),
        "prometheus_tsdb_head_samples_appended_total");
  }

  Receiver victoriaMetrics(Path program) throws IOException {
    int port = freePort();
    return new Receiver(
        "victoriametrics",
        command(
            program.toString(),
            "-storageDataPath=" + empty("victoriametrics-data"),
            "-httpListenAddr=127.0.0.1:" + port),
        Map.of(),
        http(port, "/api/v1/write"),
        http(port, "/health"),
        http(port, "/metrics"),
        "vm_rows_inserted_total{type=\"promremotewrite\"}");
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(options.pin());
    command.addAll(List.of(words));
    return command;
  }

  private Path empty(String name) throws IOException {
    Path folder = options.work().resolve(name);
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return folder;
  }

  private static URI http(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
