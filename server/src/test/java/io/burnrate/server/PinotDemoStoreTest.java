package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a cluster that is not there. */
class PinotDemoStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  @Test
  void saysWhichPartIsMissingAndHowToStartIt() throws Exception {
    Path own = Files.createDirectory(folder.resolve("demo"));
    List<String> told = new ArrayList<>();
    try (ServerSocket controller = listening()) {
      int closed = closedPort();
      var cluster = new PinotDemoStore.Cluster(controller.getLocalPort(), closed, closed);
      try (DemoStore store = new PinotDemoStore(own, NOW, cluster)) {
        BurnrateException failure =
            catchThrowableOfType(BurnrateException.class, () -> store.open(told::add));
        assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
        assertThat(failure)
            .hasMessage(
                "Pinot's broker does not answer at 127.0.0.1:"
                    + closed
                    + ": start a cluster with ./burnrate dev-cluster, and try again when it says"
                    + " that it is ready");
      }
    }
    assertThat(told).isEmpty();
    assertThat(own).doesNotExist();
  }

  @Test
  void eachRunHasTablesOfItsOwn() throws Exception {
    Path own = Files.createDirectory(folder.resolve("demo"));
    try (DemoStore store = DemoStore.of(DemoOptions.PINOT, own, NOW)) {
      assertThat(store.title()).contains("demo_1767323045_*");
    }
    assertThat(own).doesNotExist();
  }

  @Test
  void theEmbeddedStoreGoesWithItsFolder() throws Exception {
    Path own = Files.createDirectory(folder.resolve("demo"));
    try (DemoStore store = DemoStore.of(DemoOptions.EMBEDDED, own, NOW)) {
      assertThat(store.title()).isEqualTo("a fresh embedded store");
      Files.writeString(own.resolve("file"), "x");
    }
    assertThat(own).doesNotExist();
  }

  private static ServerSocket listening() throws Exception {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = listening()) {
      return socket.getLocalPort();
    }
  }
}
