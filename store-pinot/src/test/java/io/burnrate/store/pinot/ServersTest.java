package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers of a table and their controller, which answer as Pinot's do. */
class ServersTest {
  private final TestBroker controller = new TestBroker();
  private final TestBroker one = new TestBroker();
  private final TestBroker other = new TestBroker();
  private final PinotConfig config = PinotHttpTest.config(controller.address());
  private final PinotHttp http = new PinotHttp(config);
  private final Servers servers = new Servers(config, http);

  @BeforeEach
  void answer() {
    controller.answerAt(
        "/tables/t/instances",
        "{\"server\":[{\"tableType\":\"realtime\",\"instances\":[\"Server_1\",\"Server_2\"]}]}");
    controller.answerAt("/instances/Server_1", address(one));
    controller.answerAt("/instances/Server_2", address(other));
    reads(one, 10);
    reads(other, 10);
  }

  private static String address(TestBroker server) {
    return "{\"hostName\":\"127.0.0.1\",\"adminPort\":%d}".formatted(server.address().getPort());
  }

  private static void reads(TestBroker server, long offset) {
    server.answer(
        200, "[{\"segmentName\":\"s\",\"partitionToOffsetMap\":{\"0\":\"%d\"}}]".formatted(offset));
  }

  @AfterEach
  void stop() {
    controller.close();
    one.close();
    other.close();
  }

  private Map<Integer, Long> positions() throws Exception {
    return servers.progress("t").get(30, TimeUnit.SECONDS).positions();
  }

  private void untilItIsRead(long offset) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!positions().equals(Map.of(0, offset)) && System.nanoTime() - until < 0) {
      Thread.sleep(20);
    }
    assertThat(positions()).isEqualTo(Map.of(0, offset));
  }

  @Test
  void theSlowestServerCounts() throws Exception {
    reads(one, 20);

    assertThat(positions()).isEqualTo(Map.of(0, 10L));
  }

  @Test
  void ofAServerThatIsSilentCountsWhatItSaidLastUntilItAnswers() throws Exception {
    assertThat(positions()).isEqualTo(Map.of(0, 10L));
    reads(one, 50);
    other.delay(Duration.ofSeconds(20));
    assertThat(positions()).isEqualTo(Map.of(0, 10L));
    assertThat(positions()).as("muted").isEqualTo(Map.of(0, 10L));

    other.delay(Duration.ZERO);
    reads(other, 40);
    untilItIsRead(40);
  }

  @Test
  void aServerThatIsGoneDoesNotCount() throws Exception {
    assertThat(positions()).isEqualTo(Map.of(0, 10L));
    reads(one, 50);
    other.close();

    untilItIsRead(50);
  }

  @Test
  void whatTheControllerSaysOfASilentServerCounts() throws Exception {
    assertThat(positions()).isEqualTo(Map.of(0, 10L));
    reads(one, 50);
    other.delay(Duration.ofSeconds(20));
    controller.answerAt(
        "/tables/t/consumingSegmentsInfo",
        """
        {"_segmentToConsumingInfoMap":{"s":[
          {"serverName":"Server_2","partitionToOffsetMap":{"0":"30"}}]}}
        """);

    assertThat(positions()).isEqualTo(Map.of(0, 30L));
  }

  @Test
  void onlyAPortThatNobodyListensAtProvesThatAServerIsGone() {
    URI gone = other.address();
    other.close();

    assertThat(http.get(gone, "/").handle((answer, why) -> Servers.refused(why)).join()).isTrue();
    assertThat(Servers.refused(new HttpTimeoutException("slow"))).isFalse();
    assertThat(Servers.refused(new TimeoutException())).isFalse();
    // So the client tells of a name that does not resolve.
    Throwable unresolved = new ConnectException().initCause(new UnresolvedAddressException());
    assertThat(Servers.refused(unresolved)).isFalse();
  }
}
