package io.burnrate.server.config;

import io.burnrate.analytics.SloConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.drift.DriftConfig;
import io.burnrate.store.Tables;
import io.burnrate.store.pinot.PinotConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold between settings that are each allowed on their own. */
final class CrossChecks {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|(0{1,4}:){7}0{0,3}1");

  private CrossChecks() {}

  static void check(ServerConfig config, Reading reading) {
    roles(config, reading);
    store(config.store(), reading);
    ports(config, reading);
    tracing(config, reading);
    ledger(config, reading);
    drift(config.drift(), reading);
    retention(config, reading);
  }

  /** Whether only this machine can reach a listener on {@code host}. Asks no name server. */
  static boolean loopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /** Where a browser on this machine finds the API. */
  static URI localUrl(HttpConfig http) {
    String host = http.host();
    String named = everywhere(host) ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    try {
      return URI.create("http://" + named + ":" + http.port());
    } catch (IllegalArgumentException e) {
      return URI.create("http://127.0.0.1:" + http.port());
    }
  }

  /** {@code gpu_samples} as a key: {@code gpuSamples}. */
  static String tableKey(String table) {
    return Pattern.compile("_(.)").matcher(table).replaceAll(m -> upper(m.group(1)));
  }

  private static String upper(String letter) {
    return letter.toUpperCase(Locale.ROOT);
  }

  private static void roles(ServerConfig config, Reading reading) {
    boolean embedded = config.store() instanceof StoreConfig.Embedded;
    if (embedded && !config.roles().isEmpty() && config.roles().size() < Role.values().length) {
      reading.wrong(
          "roles",
          "expected all of them, as the embedded store lives in one process;"
              + " processes that share the work share a store too: set store.kind: pinot");
    }
  }

  private static void store(StoreConfig store, Reading reading) {
    if (!(store instanceof StoreConfig.Distributed distributed)) {
      return;
    }
    PinotConfig pinot = distributed.pinot();
    if (pinot.freshnessTimeout().compareTo(pinot.queryTimeout()) > 0) {
      reading.wrong(
          "store.freshnessTimeout",
          "expected at most store.queryTimeout, " + Durations.show(pinot.queryTimeout()));
    }
    Stream<URI> addresses = Stream.concat(Stream.of(pinot.controller()), pinot.brokers().stream());
    if (pinot.tls().trustStore().isPresent()
        && addresses.noneMatch(url -> url.getScheme().equals("https"))) {
      reading.wrong(
          "store.tls.trustStore", "given, but neither store.controller nor store.brokers is https");
    }
  }

  private static void ports(ServerConfig config, Reading reading) {
    if (config.http().port() != 0 && config.http().port() == config.otlp().port()) {
      reading.wrong("otlp.port", "the same as http.port; expected two different ports");
    }
    int grpcPort = config.otlp().grpcPort();
    if (grpcPort != 0 && (grpcPort == config.http().port() || grpcPort == config.otlp().port())) {
      reading.wrong(
          "otlp.grpcPort", "the same as http.port or otlp.port; expected different ports");
    }
  }

  /** Spans sent to ourselves would each be a request, and so make new ones without end. */
  private static void tracing(ServerConfig config, Reading reading) {
    if (!config.tracing().enabled()) {
      return;
    }
    URI endpoint = URI.create(config.tracing().endpoint());
    if (ours(endpoint, config.otlp().host(), config.otlp().port())
        || ours(endpoint, config.http().host(), config.http().port())) {
      reading.wrong(
          "tracing.endpoint",
          "that is this service's own address, where each export would be a new trace;"
              + " expected another receiver, or nothing");
    }
  }

  /** Whether {@code url} is where a listener on {@code host} and {@code port} hears. */
  private static boolean ours(URI url, String host, int port) {
    int standard = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    String named = url.getHost().replaceAll("[\\[\\]]", "");
    boolean here = loopback(named) && (loopback(host) || everywhere(host));
    return (url.getPort() < 0 ? standard : url.getPort()) == port
        && (here || named.equalsIgnoreCase(host));
  }

  private static boolean everywhere(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  private static void ledger(ServerConfig config, Reading reading) {
    Duration stale = config.analytics().staleAfter();
    if (config.analytics().forgetAfter().compareTo(stale) < 0) {
      reading.wrong(
          "ledger.forgetAfter", "expected at least ledger.staleAfter, " + Durations.show(stale));
    }
  }

  private static void drift(DriftConfig drift, Reading reading) {
    int rows = Math.min(drift.referenceRows(), drift.currentRows());
    if (drift.minRows() > rows) {
      reading.wrong(
          "drift.minRows", "expected at most drift.referenceRows and drift.currentRows, " + rows);
    }
  }

  /** Figures over a period need rows that are kept for so long. */
  private static void retention(ServerConfig config, Reading reading) {
    Map<String, Duration> kept = config.store().retention();
    List<SloConfig> slos = config.analytics().slos();
    for (int i = 0; i < slos.size(); i++) {
      covered("slos[" + i + "].window", slos.get(i).window(), Tables.SPANS.name(), kept, reading);
    }
    covered(
        "drift.currentWindow",
        config.drift().currentWindow(),
        Tables.PREDICTIONS.name(),
        kept,
        reading);
  }

  private static void covered(
      String key, Duration needed, String table, Map<String, Duration> kept, Reading reading) {
    Duration length = kept.get(table);
    if (length != null && needed.compareTo(length) > 0) {
      String retention = "store.retention." + tableKey(table);
      reading.wrong(
          key,
          "expected at most "
              + retention
              + ", "
              + Durations.show(length)
              + ", got '"
              + Durations.show(needed)
              + "'");
    }
  }
}
