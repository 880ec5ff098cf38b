package io.burnrate.server.config;

import io.burnrate.alerting.AlertingConfig;
import io.burnrate.alerting.RuleKind;
import io.burnrate.analytics.AnalyticsConfig;
import io.burnrate.analytics.SloConfig;
import io.burnrate.api.HttpConfig;
import io.burnrate.collector.otlp.OtlpConfig;
import io.burnrate.collector.remotewrite.RemoteWriteConfig;
import io.burnrate.collector.sources.LimitsConfig;
import io.burnrate.domain.Price;
import io.burnrate.drift.DriftConfig;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Every setting there is, read top to bottom: its key, what is allowed, its default. The same keys
 * stand in {@code config/reference.yaml}.
 */
final class Settings {
  static final int MOST_PRICES = 1_000;
  static final int MOST_SLOS = 1_000;
  static final int MOST_WEBHOOKS = 100;
  static final int MOST_SERIES = 100_000_000;

  private static final URI NOWHERE = URI.create("http://127.0.0.1");
  private static final AnalyticsConfig ANALYTICS =
      new AnalyticsConfig(
          List.of(),
          0.05,
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          List.of());

  private Settings() {}

  static ServerConfig read(ConfigNode root, Reading reading) {
    Set<Role> roles = roles(root, reading);
    HttpConfig http = http(root.section("http"), reading);
    ServerConfig config =
        new ServerConfig(
            roles,
            http,
            otlp(root.section("otlp"), reading),
            remoteWrite(root.section("remoteWrite")),
            StoreSettings.read(root.section("store"), reading),
            ScrapeSettings.read(root.section("scrape"), reading),
            limits(root.section("limits")),
            analytics(root),
            drift(root.section("drift")),
            alerting(root.section("alerting"), http, reading),
            tracing(root.section("tracing")),
            MetadataSettings.read(root.section("metadata"), reading));
    root.end();
    return config;
  }

  private static Set<Role> roles(ConfigNode root, Reading reading) {
    List<Role> all = List.of(Role.values());
    List<Role> given = root.list("roles", all.size(), Kinds.oneOf(all, Role::key), all);
    Set<Role> roles = EnumSet.noneOf(Role.class);
    roles.addAll(given);
    if (roles.size() < given.size() || roles.isEmpty()) {
      String found = given.stream().map(Role::key).toList().toString();
      reading.wrong("roles", "expected one or more, each once, got " + found);
    }
    return roles;
  }

  private static HttpConfig http(ConfigNode node, Reading reading) {
    HttpConfig fallback = HttpConfig.DEFAULT;
    HttpConfig config =
        new HttpConfig(
            node.read("host", Kinds.host(), fallback.host()),
            node.read("port", Kinds.port(), fallback.port()));
    exposure(node, config.host(), reading);
    node.end();
    return config;
  }

  private static OtlpConfig otlp(ConfigNode node, Reading reading) {
    OtlpConfig fallback = OtlpConfig.DEFAULT;
    OtlpConfig config =
        new OtlpConfig(
            node.read("host", Kinds.host(), fallback.host()),
            node.read("port", Kinds.port(), fallback.port()),
            node.read("grpcPort", Kinds.port(), fallback.grpcPort()),
            node.read("maxBodySize", Kinds.size("1KiB", "1GiB"), fallback.maxBodyBytes()),
            node.read("keepContent", Kinds.bool(), fallback.keepContent()));
    exposure(node, config.host(), reading);
    node.end();
    return config;
  }

  private static RemoteWriteConfig remoteWrite(ConfigNode node) {
    long fallback = RemoteWriteConfig.DEFAULT.maxBodyBytes();
    RemoteWriteConfig config =
        new RemoteWriteConfig(node.read("maxBodySize", Kinds.size("1KiB", "1GiB"), fallback));
    node.end();
    return config;
  }

  private static void exposure(ConfigNode node, String host, Reading reading) {
    boolean allowed = node.read("insecureAllowRemote", Kinds.bool(), false);
    if (!allowed && !CrossChecks.loopback(host)) {
      reading.wrong(
          node.child("host"),
          "'"
              + host
              + "' can be reached from other machines, without encryption and without a login;"
              + " expected 127.0.0.1, ::1 or localhost, or, where the network keeps strangers out, "
              + node.child("insecureAllowRemote")
              + ": true");
    }
  }

  private static LimitsConfig limits(ConfigNode node) {
    LimitsConfig fallback = LimitsConfig.DEFAULT;
    LimitsConfig config =
        new LimitsConfig(
            node.read(
                "tenantHeader",
                Kinds.matching("[A-Za-z0-9-]{1,64}", "the name of a header"),
                fallback.tenantHeader()),
            node.read(
                "maxSamplesPerSecond",
                Kinds.number(0, 1_000_000_000),
                fallback.maxSamplesPerSecond()),
            node.read(
                "maxSeriesPerSource", Kinds.whole(1, MOST_SERIES), fallback.maxSeriesPerSource()),
            node.read("maxSeries", Kinds.whole(1, MOST_SERIES), fallback.maxSeries()));
    node.end();
    return config;
  }

  private static AnalyticsConfig analytics(ConfigNode root) {
    List<Price> prices =
        root.distinct("prices", MOST_PRICES, Settings::price, "gpuModel", Price::gpuModel);
    List<SloConfig> slos = root.distinct("slos", MOST_SLOS, Settings::slo, "name", SloConfig::name);
    ConfigNode node = root.section("ledger");
    AnalyticsConfig config =
        new AnalyticsConfig(
            prices,
            node.read("idleBelowRatio", Kinds.ratio(), ANALYTICS.idleBelowRatio()),
            node.read("idleAfter", Kinds.duration("1s", "30d"), ANALYTICS.idleAfter()),
            node.read("staleAfter", Kinds.duration("1s", "1d"), ANALYTICS.staleAfter()),
            node.read("closeAfter", Kinds.duration("1s", "1h"), ANALYTICS.closeAfter()),
            node.read("forgetAfter", Kinds.duration("1m", "30d"), ANALYTICS.forgetAfter()),
            slos);
    node.end();
    return config;
  }

  private static Price price(ConfigNode node) {
    Price price =
        new Price(
            node.require("gpuModel", Kinds.text(), "?"),
            node.require("usdPerGpuHour", Kinds.number(0, 1_000_000), 0.0));
    node.end();
    return price;
  }

  private static SloConfig slo(ConfigNode node) {
    SloConfig slo =
        new SloConfig(
            node.require("name", Kinds.text(), "?"),
            node.require("service", Kinds.text(), "?"),
            node.require("latencyThreshold", Kinds.duration("1ms", "1d"), Duration.ofSeconds(1)),
            node.require("target", Kinds.partialRatio(), 0.5),
            node.read("window", Kinds.duration("1h", "400d"), Duration.ofDays(30)));
    node.end();
    return slo;
  }

  private static DriftConfig drift(ConfigNode node) {
    DriftConfig fallback = DriftConfig.DEFAULT;
    Kind<Integer> rows = Kinds.whole(1, DriftConfig.MAX_ROWS);
    DriftConfig config =
        new DriftConfig(
            node.read(
                "evaluationInterval", Kinds.duration("1s", "1d"), fallback.evaluationInterval()),
            node.read("referenceRows", rows, fallback.referenceRows()),
            node.read("currentWindow", Kinds.duration("1s", "400d"), fallback.currentWindow()),
            node.read("currentRows", rows, fallback.currentRows()),
            node.read("minRows", Kinds.whole(2, DriftConfig.MAX_ROWS), fallback.minRows()),
            node.read("psiThreshold", Kinds.number(0, 100), fallback.psiThreshold()),
            node.read("effectThreshold", Kinds.ratio(), fallback.effectThreshold()),
            node.read("alpha", Kinds.partialRatio(), fallback.alpha()));
    node.end();
    return config;
  }

  private static AlertingConfig alerting(ConfigNode node, HttpConfig http, Reading reading) {
    AlertingConfig fallback = AlertingConfig.DEFAULT;
    AlertingConfig config =
        new AlertingConfig(
            node.read(
                "evaluationInterval", Kinds.duration("100ms", "1h"), fallback.evaluationInterval()),
            node.read("repeatInterval", Kinds.duration("1m", "30d"), fallback.repeatInterval()),
            node.read("externalUrl", Kinds.httpUrl(), CrossChecks.localUrl(http)).toString(),
            node.distinct(
                "webhooks",
                MOST_WEBHOOKS,
                each -> webhook(each, reading),
                "name",
                AlertingConfig.Webhook::name),
            rules(node.section("rules")));
    node.end();
    return config;
  }

  private static AlertingConfig.Webhook webhook(ConfigNode node, Reading reading) {
    AlertingConfig.Webhook webhook =
        new AlertingConfig.Webhook(
            node.require("name", Kinds.text(), "?"),
            node.require("url", Kinds.secretHttpUrl(), NOWHERE),
            SecretFile.secretOrFile(node, "bearerToken", reading),
            node.read("timeout", Kinds.duration("100ms", "5m"), Duration.ofSeconds(10)),
            node.read("sendResolved", Kinds.bool(), true));
    node.end();
    return webhook;
  }

  private static Map<RuleKind, AlertingConfig.Rule> rules(ConfigNode node) {
    Map<RuleKind, AlertingConfig.Rule> rules = new EnumMap<>(RuleKind.class);
    for (RuleKind kind : RuleKind.values()) {
      AlertingConfig.Rule fallback = AlertingConfig.DEFAULT.rule(kind);
      ConfigNode child = node.section(kind.key());
      Kind<String> severity =
          Kinds.oneOf(List.of("info", "warning", "critical"), Function.identity());
      AlertingConfig.Rule rule =
          new AlertingConfig.Rule(
              child.read("enabled", Kinds.bool(), fallback.enabled()),
              child.read("for", Kinds.duration("0s", "30d"), fallback.holdFor()),
              child.read("severity", severity, fallback.severity()));
      child.end();
      if (!rule.equals(fallback)) {
        rules.put(kind, rule);
      }
    }
    node.end();
    return rules;
  }

  private static TracingConfig tracing(ConfigNode node) {
    TracingConfig fallback = TracingConfig.DEFAULT;
    TracingConfig config =
        new TracingConfig(
            node.read("endpoint", Kinds.httpUrlOrEmpty(), fallback.endpoint()),
            node.read("sampleRatio", Kinds.ratio(), fallback.sampleRatio()));
    node.end();
    return config;
  }
}
