package io.burnrate.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("cluster.properties");
  }

  @Test
  void freePortsDifferAndAreKept() throws Exception {
    Ports chosen = open("--ports", "free");
    assertThat(chosen.numbers().values()).hasSize(Port.values().length).doesNotHaveDuplicates();
    assertThat(open("--ports", "free")).isEqualTo(chosen);
    assertThat(open()).isEqualTo(chosen);
  }

  @Test
  void theFileSaysWhereToConnect() throws Exception {
    Ports ports = open("--ports", "free");
    assertThat(Files.readString(file).replace("\\", ""))
        .contains("controller=http://127.0.0.1:" + ports.of(Port.CONTROLLER))
        .contains("brokers=http://127.0.0.1:" + ports.of(Port.BROKER))
        .contains("bootstrapServers=127.0.0.1:" + ports.of(Port.KAFKA));
  }

  @Test
  void otherPortsThanThoseOfTheDataAreRefused() throws Exception {
    int kept = open("--ports", "free").of(Port.BROKER);
    assertThatThrownBy(() -> open("--broker-port", "" + (kept + 1)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("this data was made with --broker-port " + kept);
  }

  @Test
  void aTakenPortIsNamedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertThatThrownBy(() -> open("--ports", "free", "--kafka-port", port))
          .isInstanceOf(ClusterException.class)
          .hasMessage(
              "port %s (kafka) is in use; end what uses it, or choose another with --kafka-port",
              port);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void twoPartsDoNotShareAPort() {
    assertThatThrownBy(
            () -> open("--ports", "free", "--kafka-port", "20001", "--broker-port", "20001"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("two parts have the same port");
  }

  @Test
  void aFileThatIsNotOneIsNamed() throws Exception {
    Files.writeString(file, "controller.port=many");
    assertThatThrownBy(() -> open())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("cluster.properties has 'many' as controller.port");
  }

  private Ports open(String... arguments) throws Exception {
    return Ports.open(file, Options.parse(List.of(arguments)));
  }
}
