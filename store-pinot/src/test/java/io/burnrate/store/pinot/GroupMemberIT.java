package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.devcluster.harness.Component;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Membership;
import io.burnrate.store.Tables;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of one group, as several processes have them, on the real Kafka. */
@Tag("slow")
class GroupMemberIT {
  private static final Duration LONGEST_TAKE_OVER = Duration.ofSeconds(15);

  private final ClusterStores place = ClusterStores.empty();
  private final int count = place.config().partitions();
  private final Replicas.Notes first = new Replicas.Notes();
  private final Replicas.Notes second = new Replicas.Notes();
  @TempDir Path folder;

  @BeforeEach
  void makeTable() {
    place.touch(Tables.SPANS);
  }

  @AfterEach
  void drop() {
    ClusterStores.cluster().start(Component.KAFKA);
    place.drop();
  }

  private PinotStore store(String name) {
    FlowLimits usual = FlowLimits.DEFAULT;
    FlowLimits limits =
        new FlowLimits(
            usual.waitingRows(),
            usual.inFlightBytes(),
            usual.groupBatches(),
            usual.groupBytes(),
            usual.segmentBytes(),
            usual.recordBytes(),
            usual.fetchBytes(),
            usual.longestBackoff(),
            usual.transactionTimeout(),
            Duration.ofSeconds(3),
            usual.openPatience(),
            usual.closeTimeout());
    return Replicas.store(place, folder.resolve(name), 1 << 20, limits);
  }

  private static Membership join(PinotStore store, Replicas.Notes notes) {
    return store.join("g", Tables.SPANS, notes);
  }

  private void untilAllAreHeldBy(Replicas.Notes notes) throws InterruptedException {
    Replicas.until(() -> notes.held.size() == count);
  }

  @Test
  void twoMembersShareAndOneThatLeavesIsReplaced() throws Exception {
    try (PinotStore one = store("one");
        PinotStore other = store("other");
        Membership a = join(one, first)) {
      untilAllAreHeldBy(first);
      Membership b = join(other, second);
      Replicas.until(() -> first.held.size() == 1 && second.held.size() == 1);
      String ofB = Replicas.traceIn(second.held.iterator().next(), count);

      assertThat(Replicas.failureOf(a.append(Replicas.spans(ofB, 1, 0))))
          .isEqualTo(ErrorCode.NOT_OWNER);
      Replicas.await(b.append(Replicas.spans(ofB, 1, 0)));
      b.close();

      untilAllAreHeldBy(first);
      Replicas.await(a.append(Replicas.spans(ofB, 1, 1)));
      assertThat(Replicas.count(one)).isEqualTo(2);
    }
  }

  @Test
  void aMemberThatHangsIsReplacedAndCannotWriteAfterwards() throws Exception {
    first.hold = new CountDownLatch(1);
    try (PinotStore one = store("one");
        PinotStore other = store("other");
        Membership a = join(one, first)) {
      untilAllAreHeldBy(first);
      Replicas.await(one.append(Replicas.spans("wake", 1, 0)));
      try (Membership b = join(other, second)) {
        untilAllAreHeldBy(second);

        assertThat(a.held().held()).as("knows nothing of it").isNotEmpty();
        assertThat(Replicas.failureOf(a.append(Replicas.spans("late", 1, 0))))
            .isEqualTo(ErrorCode.NOT_OWNER);
        Replicas.await(b.append(Replicas.spans("good", 1, 0)));
        assertThat(Replicas.count(other)).isEqualTo(2);
        first.hold.countDown();
      }
    }
  }

  @Test
  void aProcessThatIsStoppedIsReplacedAndCannotWriteWhenItGoesOn() throws Exception {
    Process stopped = startMember();
    try (PinotStore here = store("here");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(stopped.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo(StoppedMember.READY);
      signal(stopped, "STOP");
      long begun = System.nanoTime();
      try (Membership b = join(here, second)) {
        untilAllAreHeldBy(second);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_TAKE_OVER);
        Replicas.await(b.append(Replicas.spans("good", 1, 0)));
        OutputStream orders = stopped.getOutputStream();
        orders.write("append\n".getBytes(StandardCharsets.UTF_8));
        orders.flush();
        signal(stopped, "CONT");

        assertThat(lines.readLine()).isEqualTo(ErrorCode.NOT_OWNER.name());
        assertThat(Replicas.count(here)).isEqualTo(1);
      }
    } finally {
      stopped.destroyForcibly().waitFor();
    }
  }

  private Process startMember() throws Exception {
    PinotConfig config = place.config();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            StoppedMember.class.getName(),
            config.controller().toString(),
            config.brokers().get(0).toString(),
            config.kafka().bootstrapServers(),
            config.prefix(),
            Integer.toString(count),
            folder.resolve("stopped").toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void signal(Process process, String name) throws Exception {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Test
  void membersAreThereAgainAfterKafkaWasAway() throws Exception {
    try (PinotStore one = store("one");
        Membership a = join(one, first)) {
      untilAllAreHeldBy(first);
      Replicas.await(a.append(Replicas.spans("before", 1, 0)));
      ClusterStores.cluster().stop(Component.KAFKA);
      assertThat(Replicas.failureOf(a.append(Replicas.spans("during", 1, 0))))
          .isEqualTo(ErrorCode.STORE_UNREACHABLE);
      Instant stood = a.currentAt();
      ClusterStores.cluster().start(Component.KAFKA);

      Replicas.until(() -> a.currentAt().isAfter(stood) && first.held.size() == count);
      Replicas.await(a.append(Replicas.spans("during", 1, 0)));
      assertThat(Replicas.count(one)).isEqualTo(2);
    }
  }
}
