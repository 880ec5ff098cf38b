package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in front of what was just packaged, laid out as in an image: without sources. */
class LauncherIT {
  private static final Path BUILT = Path.of("target").toAbsolutePath();

  @TempDir Path folder;

  private Path home = Path.of("");

  @BeforeEach
  void layOut() throws IOException {
    home = folder.resolve("a folder");
    Path target = Files.createDirectories(home.resolve("server/target"));
    Files.copy(Path.of("../burnrate"), home.resolve("burnrate"));
    assertThat(home.resolve("burnrate").toFile().setExecutable(true)).isTrue();
    Files.copy(BUILT.resolve("burnrate-server.jar"), target.resolve("burnrate-server.jar"));
    Files.createSymbolicLink(target.resolve("lib"), BUILT.resolve("lib"));
  }

  @AfterEach
  void unlink() throws IOException {
    Files.delete(home.resolve("server/target/lib"));
  }

  @Test
  void startsFromAnywhereThroughALinkAndInAFolderWithASpace() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a folder/burnrate"));
    Answer answer = run(Path.of("/"), Map.of(), link.toString(), "version");
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).startsWith("burnrate ");
    assertThat(answer.exitCode()).isZero();
  }

  @Test
  void passesOnArgumentsAndTheExitCode() throws Exception {
    Path config = Files.writeString(folder.resolve("my config.yaml"), "http: { port: x }");
    Answer answer = launch(Map.of(), "check-config", config.toString());
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("my config.yaml:1: http.port: expected");
  }

  @Test
  void givesTheJvmMoreOptions() throws Exception {
    Answer answer = launch(Map.of("BURNRATE_JAVA_OPTS", "-Xmx200m -XshowSettings:vm"), "version");
    assertThat(answer.err()).contains("Max. Heap Size: 200.00M");
  }

  @Test
  void relativePathsStartFromTheCallersFolder() throws Exception {
    Files.writeString(folder.resolve("c.yaml"), "http: { port: 1 }");
    assertThat(launch(Map.of(), "check-config", "c.yaml").out()).startsWith("ok\n");
  }

  @Test
  void saysWhatIsMissingWithoutAJava() throws Exception {
    Answer answer = launch(Map.of("JAVA_HOME", folder.toString()), "version");
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).contains("holds no bin/java").contains("install a JDK 17 or later");
  }

  @Test
  void refusesAnOldJava() throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Answer answer = launch(Map.of("JAVA_HOME", folder.resolve("jdk").toString()), "version");
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).contains("is Java 11").contains("install a JDK 17 or later");
  }

  @Test
  void saysSoWhenThereIsNothingToStart() throws Exception {
    Files.delete(home.resolve("server/target/burnrate-server.jar"));
    Answer answer = launch(Map.of(), "version");
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).contains("is missing, and there are no sources");
  }

  @Test
  void saysSoWhereTheDevelopmentClusterIsNot() throws Exception {
    Answer answer = launch(Map.of(), "dev-cluster");
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).contains("'dev-cluster' needs the sources");
  }

  private record Answer(int exitCode, String out, String err) {}

  private Answer launch(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("burnrate").toString()));
    command.addAll(List.of(arguments));
    return run(folder, environment, command.toArray(String[]::new));
  }

  private Answer run(Path from, Map<String, String> environment, String... command)
      throws Exception {
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("BURNRATE_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), out, Files.readString(err));
  }
}
