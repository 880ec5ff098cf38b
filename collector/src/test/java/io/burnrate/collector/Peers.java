package io.burnrate.collector;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs of others that tests run where there are any. */
public final class Peers {
  private Peers() {}

  /** The program; skips the test where neither the PATH has it nor {@code variable} names it. */
  public static Path program(String name, String variable) {
    Optional<Path> found =
        Optional.ofNullable(System.getenv(variable)).map(Path::of).or(() -> onPath(name));
    assumeTrue(found.isPresent(), "no " + name + " on the PATH nor in " + variable);
    return found.get();
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
