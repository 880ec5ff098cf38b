package io.burnrate.devcluster.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The cluster's class path, which the build of {@code dev-cluster} leaves in a file. */
final class ClassPathFile {
  /** The system property that names the file where it is not found by itself. */
  static final String PROPERTY = "burnrate.cluster.classpath";

  private static final String PLACE = "dev-cluster/target/cluster.classpath";

  private ClassPathFile() {}

  /**
   * The class path, with the cluster's own classes first.
   *
   * @throws ClusterFailure when the file is not there
   */
  static String read() {
    Path file = find();
    try {
      Path own = file.resolveSibling("classes");
      return own + File.pathSeparator + Files.readString(file).strip();
    } catch (IOException failure) {
      throw new ClusterFailure("cannot read " + file, failure);
    }
  }

  private static Path find() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    // Tests run in their module's folder, benchmarks anywhere below the sources.
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve(PLACE);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new ClusterFailure(
        "no %s above %s; build the module dev-cluster, or name the file by -D%s"
            .formatted(PLACE, Path.of("").toAbsolutePath(), PROPERTY));
  }
}
