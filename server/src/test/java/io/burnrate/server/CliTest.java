package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.pinot.PinotConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CliTest {
  @TempDir Path folder;

  private final List<Object> launched = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int answer = ExitCodes.OK;

  @Test
  void demoRunsWithItsDefaults() {
    assertThat(run("demo")).isZero();
    assertThat(launched).containsExactly(new DemoOptions(64, Optional.empty(), 8480, "embedded"));
  }

  @Test
  void demoTakesSizeDurationPortAndStore() {
    assertThat(run("demo", "--gpus", "32", "--for", "1m30s", "--port=0", "--store=pinot")).isZero();
    assertThat(launched)
        .containsExactly(new DemoOptions(32, Optional.of(Duration.ofSeconds(90)), 0, "pinot"));
  }

  @ParameterizedTest
  @CsvSource({
    "--gpus, 7, '--gpus: expected 8 to 10000, got '",
    "--gpus, many, many",
    "--port, 65536, '--port: expected 0 to 65535, got '",
    "--store, kafka, '--store: expected one of [embedded, pinot], got '",
    "--for, 90, expected a duration such as",
    "--for, 0s, expected a duration such as",
    "--speed, 3, unknown command or option --speed"
  })
  void aWrongOptionIsToldToStderrAndStartsNothing(String option, String value, String part) {
    assertThat(run("demo", option, value)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).startsWith("burnrate: ").contains(part).contains("Usage:");
    assertThat(launched).isEmpty();
  }

  @Test
  void serveHandsOverTheConfigurationWithTheEnvironmentsOverrides() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "http: { port: 1 }");
    assertThat(run("serve", "--config", file.toString())).isZero();
    ServerConfig config = (ServerConfig) launched.get(0);
    assertThat(config.http().port()).isEqualTo(1);
    assertThat(config.otlp().port()).isEqualTo(2);
  }

  @Test
  void serveNeedsAConfiguration() {
    assertThat(run("serve")).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("Missing required option: '--config=FILE'");
  }

  @Test
  void serveDoesNotStartOnAWrongConfiguration() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "http: { port: x }");
    assertThat(run("serve", "--config", file.toString())).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString())
        .startsWith("burnrate: 1 mistake in the configuration:\n")
        .contains("c.yaml:1: http.port: expected");
    assertThat(launched).isEmpty();
  }

  @Test
  void theExitCodeOfTheServiceIsTheProcesses() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "");
    answer = ExitCodes.FAILED;
    assertThat(run("serve", "--config", file.toString())).isEqualTo(ExitCodes.FAILED);
  }

  @Test
  void checkConfigPrintsWhatTheFileComesTo() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "http: { port: 1 }");
    assertThat(run("check-config", file.toString())).isZero();
    assertThat(out.toString())
        .startsWith("ok\nroles: [collector, analytics, alerting, api]  # default\nhttp:\n")
        .contains("kind: embedded  # default")
        .contains("port: 2  # $BURNRATE_OTLP_PORT");
    assertThat(launched).isEmpty();
  }

  @Test
  void bootstrapHandsOverTheDistributedStore() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"),
            "store: { kind: pinot, controller: 'http://c:9000', brokers: ['http://b:8099'],"
                + " kafka: { bootstrapServers: 'k:9092' } }");
    assertThat(run("bootstrap", "--config", file.toString())).isZero();
    assertThat(((PinotConfig) launched.get(0)).controller()).hasToString("http://c:9000");
    assertThat(out.toString()).isEqualTo("done" + System.lineSeparator());
  }

  @Test
  void bootstrapRefusesTheEmbeddedStore() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "");
    assertThat(run("bootstrap", "--config", file.toString())).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString())
        .startsWith("burnrate: there is nothing to bootstrap: store.kind is embedded")
        .contains("store.kind: pinot");
    assertThat(launched).isEmpty();
  }

  @Test
  void bootstrapNeedsAConfigurationWithoutMistakes() throws Exception {
    assertThat(run("bootstrap")).isEqualTo(ExitCodes.USAGE);
    Path file = Files.writeString(folder.resolve("c.yaml"), "store: { kind: pinot }");
    assertThat(run("bootstrap", "--config", file.toString())).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("3 mistakes", "store.kafka.bootstrapServers: missing");
  }

  @Test
  void checkConfigPrintsEveryMistake() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "{ a: 1, b: 2 }");
    assertThat(run("check-config", file.toString())).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("2 mistakes", ": a: no such", ": b: no such");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void versionNamesTheBuildAndTheJava() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).matches("burnrate \\d+\\.\\d+\\.\\d+.*, Java \\d+.*\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dmeo", "--nope"})
  void anythingElseShowsTheUsageOnStderr(String word) {
    assertThat(word.isEmpty() ? run() : run(word)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).startsWith("burnrate: ").contains("demo", "serve", "check-config");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "bootstrap", "check-config", "version"})
  void everyCommandHasHelpWithExitCodes(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: burnrate " + command);
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Exit codes: 0 done").contains("Examples:");
  }

  @Test
  void aFailureOfTheWorldIsOneLine() {
    assertThat(runFailing(new BurnrateException(ErrorCode.STORE_FAILED, "the disk is full")))
        .isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).isEqualTo("burnrate: the disk is full" + System.lineSeparator());
  }

  @Test
  void aFailureOfOursShowsWhereItHappened() {
    assertThat(runFailing(new IllegalStateException("oops"))).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString()).contains("oops").contains("at io.burnrate.server.");
  }

  private int runFailing(RuntimeException failure) {
    return execute(
        new Recorder() {
          @Override
          public int demo(DemoOptions options) {
            throw failure;
          }
        },
        "demo");
  }

  private int run(String... args) {
    return execute(new Recorder(), args);
  }

  private int execute(Launch launch, String... args) {
    CommandLine line = Cli.of(launch, Map.of("BURNRATE_OTLP_PORT", "2"));
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  /** Starts nothing and keeps what it was asked for. */
  private class Recorder implements Launch {
    @Override
    public int serve(ServerConfig config) {
      launched.add(config);
      return answer;
    }

    @Override
    public int demo(DemoOptions options) {
      launched.add(options);
      return answer;
    }

    @Override
    public int bootstrap(PinotConfig config, PrintWriter out) {
      launched.add(config);
      out.println("done");
      out.flush();
      return answer;
    }
  }
}
