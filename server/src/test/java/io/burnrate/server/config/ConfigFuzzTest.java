package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a configuration holds, it is read or refused with reasons. The same spoiled ones each
 * time, unless {@code -Dfuzz.seed} says otherwise; {@code -Dfuzz.inputs} says how many.
 */
class ConfigFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 1_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20260301);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final String JOBS =
      """
      limits: { maxSeriesPerSource: 1000, tenantHeader: X-Org }
      scrape:
        interval: 15s
        targets: [ { url: "http://127.0.0.1:9400/metrics", labels: { cluster: a } } ]
        jobs:
          - name: models
            params: { "match[]": [ "a", 'b' ] }
            basicAuth: { username: u, passwordFile: /run/p }
            headers: { X-Scope: "gpu" }
            tls: { caFile: ca.pem, insecureSkipVerify: true }
            files: { paths: [ "/etc/t/*.json" ], refreshInterval: 10s }
            http: [ { url: "http://10.0.0.1/sd", bearerToken: "s" } ]
            kubernetes: [ { roles: [ pod, endpointSlice ], labelSelector: "a=b" } ]
            relabelConfigs:
              - { sourceLabels: [ __address__, rack ], regex: "(.*):(\\\\d+)", targetLabel: x }
              - action: labelmap
                regex: __meta_(.+)
            metricRelabelConfigs: &rules
              - { action: drop, sourceLabels: [ __name__ ], regex: go_.* }
          - { name: two, static: [ { targets: [ "a:1" ] } ], relabelConfigs: *rules }
      """;

  private static final List<String> TOKENS =
      List.of(
          "&a ",
          "*a ",
          "*rules",
          "!!int ",
          "!!binary |\n",
          "<<: ",
          "? ",
          "- ",
          ": ",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "|\n",
          ">-\n",
          "#",
          "%YAML 1.1\n",
          "---\n",
          "...\n",
          "\t",
          "\0",
          "\ufeff",
          "\"\\u102",
          "\"\\U0011FFFF\"",
          "\\x4",
          "null",
          "~",
          "true",
          ".nan",
          "-.inf",
          "1e999",
          "9223372036854775808",
          "-1",
          "0s",
          "5d",
          "1GiB",
          "\ud83d\ude80",
          "\u202e",
          "${HOME}",
          "(((a{100}){100}){100}){100}",
          "a?".repeat(990),
          "(a+)+$",
          "[",
          "http://u:p@h/",
          "é");

  private final Random random = new Random(SEED);

  @Test
  void aConfigurationIsReadOrRefusedWithReasons() throws Exception {
    List<String> good =
        List.of(
            JOBS, Files.readString(Path.of("..", "config", "reference.yaml")).substring(0, 6_000));
    assertThat(ConfigLoader.parse(JOBS, "t.yaml", Map.of()).config().scrape().jobs()).hasSize(2);
    for (int i = 0; i < INPUTS; i++) {
      String text = good.get(random.nextInt(8) == 0 ? 1 : 0);
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        text = changed(text);
      }
      long begun = System.nanoTime();
      take(i, text);
      assertThat(System.nanoTime() - begun).as("input %s", i).isLessThan(LONGEST_NANOS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \"\\u", "a: \"\\x", "a: \"\\UFFFFFFFF\""})
  void anEscapeThatIsNoCharacterIsAMistake(String text) {
    assertThatThrownBy(() -> ConfigLoader.parse(text, "t.yaml", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("t.yaml: not YAML: an escape in quotes is no character");
  }

  private static void take(int number, String text) throws Exception {
    try {
      ConfigLoader.parse(text, "t.yaml", Map.of());
    } catch (ConfigException refused) {
      assertThat(refused.mistakes()).isNotEmpty();
    } catch (RuntimeException | Error e) {
      Path file = Path.of("target", "fuzz", "config-" + SEED + "-" + number);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
      fail("input " + number + " in " + file + ": " + e, e);
    }
  }

  private String changed(String text) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(1 << random.nextInt(8)));
    String token = TOKENS.get(random.nextInt(TOKENS.size()));
    return switch (random.nextInt(7)) {
      case 0 -> text.substring(0, at) + text.substring(end);
      case 1 -> text.substring(0, at);
      case 2 -> text.substring(0, end) + text.substring(at);
      case 3 -> text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(end);
      case 4 -> text.substring(0, at) + "[".repeat(random.nextInt(5_000)) + text.substring(at);
      default -> text.substring(0, at) + token + text.substring(random.nextBoolean() ? at : end);
    };
  }
}
