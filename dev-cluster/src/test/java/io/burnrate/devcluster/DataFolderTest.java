package io.burnrate.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void oneClusterAtATimeUsesIt() throws Exception {
    Path data = folder.resolve("data");
    try (DataFolder first = DataFolder.open(data)) {
      assertThatThrownBy(() -> DataFolder.open(data))
          .isInstanceOf(ClusterException.class)
          .hasMessage(
              "another cluster runs on %s (process %d)",
              first.path(), ProcessHandle.current().pid());
    }
    try (DataFolder second = DataFolder.open(data)) {
      assertThat(second.folder("inner")).isDirectory();
    }
  }

  @Test
  void aPlaceThatCannotBeAFolderIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cannot use " + file);
  }
}
