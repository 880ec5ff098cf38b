package io.burnrate.server.config;

import io.burnrate.domain.Secret;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.duckdb.DuckDbConfig;
import io.burnrate.store.pinot.PinotConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The settings of the store; which there are depends on its kind. */
final class StoreSettings {
  static final String EMBEDDED = "embedded";
  static final String PINOT = "pinot";
  static final int MOST_BROKERS = 100;

  private static final List<String> ONLY_EMBEDDED =
      List.of("path", "memoryLimit", "threads", "commitInterval", "maxQueuedRows");
  private static final List<String> ONLY_PINOT =
      List.of(
          "controller",
          "brokers",
          "authorization",
          "authorizationFile",
          "tls",
          "kafka",
          "prefix",
          "partitions",
          "replication",
          "queryTimeout",
          "freshnessTimeout",
          "spool");
  private static final URI NOWHERE = URI.create("http://127.0.0.1");
  private static final Path DEFAULT_PATH = Path.of("./data");

  private StoreSettings() {}

  static StoreConfig read(ConfigNode node, Reading reading) {
    Kind<String> kinds = Kinds.oneOf(List.of(EMBEDDED, PINOT), Function.identity());
    boolean pinot = node.read("kind", kinds, EMBEDDED).equals(PINOT);
    // After a slip in the kind itself nobody can say which settings are wrong.
    boolean known = reading.read(node.child("kind"));
    List<String> others = pinot ? ONLY_EMBEDDED : ONLY_PINOT;
    if (known) {
      String kind = pinot ? PINOT : EMBEDDED;
      node.unused(
          others,
          "there is no such setting with store.kind: "
              + kind
              + "; leave it out, or set store.kind: "
              + (pinot ? EMBEDDED : PINOT));
    } else {
      node.ignore(others);
    }
    StoreConfig config =
        pinot
            ? new StoreConfig.Distributed(distributed(node, reading))
            : new StoreConfig.Embedded(embedded(node));
    node.end();
    return config;
  }

  private static DuckDbConfig embedded(ConfigNode node) {
    Path path = node.read("path", Kinds.path(), DEFAULT_PATH);
    DuckDbConfig fallback = DuckDbConfig.at(path);
    return new DuckDbConfig(
        path,
        node.read("memoryLimit", Kinds.size("64MiB", "1024GiB"), fallback.memoryLimitBytes()),
        node.read("threads", Kinds.whole(1, 256), fallback.threads()),
        node.read("commitInterval", Kinds.duration("1ms", "1m"), fallback.commitInterval()),
        node.read("maxQueuedRows", Kinds.whole(1_000, 100_000_000), fallback.maxQueuedRows()),
        retention(node.section("retention")));
  }

  private static PinotConfig distributed(ConfigNode node, Reading reading) {
    URI controller = node.require("controller", Kinds.httpUrl(), NOWHERE);
    List<URI> brokers =
        node.require("brokers", Kinds.list(Kinds.httpUrl(), MOST_BROKERS), List.of(NOWHERE));
    if (brokers.isEmpty()) {
      reading.wrong(node.child("brokers"), "expected one or more, got none");
      brokers = List.of(NOWHERE);
    }
    Secret authorization = SecretFile.secretOrFile(node, "authorization", reading);
    Kind<Duration> timeout = Kinds.duration("100ms", "10m");
    return new PinotConfig(
        controller,
        brokers,
        authorization.present() ? Map.of("Authorization", authorization.value()) : Map.of(),
        KafkaSettings.read(node.section("kafka"), reading),
        node.read("prefix", prefix(), "burnrate"),
        node.read("partitions", Kinds.whole(1, PinotConfig.MOST_PARTITIONS), 4),
        node.read("replication", Kinds.whole(1, 16), 1),
        node.read("queryTimeout", timeout, Duration.ofSeconds(30)),
        node.read("freshnessTimeout", timeout, Duration.ofSeconds(10)),
        spool(node.section("spool")),
        retention(node.section("retention")),
        tls(node.section("tls"), reading));
  }

  private static Kind<String> prefix() {
    return Kinds.matching(
        "[a-z][a-z0-9_]{0,39}", "a letter, then at most 39 of a to z, 0 to 9 and _");
  }

  private static PinotConfig.Spool spool(ConfigNode node) {
    PinotConfig.Spool spool =
        new PinotConfig.Spool(
            node.read("path", Kinds.path(), Path.of("./spool")),
            node.read("maxSize", Kinds.size("0B", "1024GiB"), 1L << 30));
    node.end();
    return spool;
  }

  private static PinotConfig.Tls tls(ConfigNode node, Reading reading) {
    Optional<Path> trustStore = trustStore(node, reading);
    Secret password = SecretFile.secretOrFile(node, "trustStorePassword", reading);
    node.end();
    return new PinotConfig.Tls(trustStore, password);
  }

  /** The file of certificates under {@code trustStore}, if one is given; it has to be there. */
  static Optional<Path> trustStore(ConfigNode node, Reading reading) {
    String file = node.read("trustStore", Kinds.label(), "");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      reading.wrong(node.child("trustStore"), "cannot read '" + file + "': expected a file");
    }
    return Optional.of(path);
  }

  /** By table; the table {@code gpu_samples} is the key {@code gpuSamples}. */
  private static Map<String, Duration> retention(ConfigNode node) {
    Map<String, Duration> fallback = DuckDbConfig.at(DEFAULT_PATH).retention();
    Map<String, Duration> retention = new LinkedHashMap<>();
    for (Table table : Tables.ALL) {
      String name = table.name();
      Duration length =
          node.read(
              CrossChecks.tableKey(name),
              Kinds.durationOrForever("1h", "36500d"),
              fallback.getOrDefault(name, Kinds.FOREVER));
      if (!length.equals(Kinds.FOREVER)) {
        retention.put(name, length);
      }
    }
    node.end();
    return retention;
  }
}
