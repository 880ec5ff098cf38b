package io.burnrate.alerting;

import static io.burnrate.alerting.Replicas.eventually;
import static io.burnrate.alerting.Replicas.figure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas come, go and are cut off while alerts start and end: each state is told once. */
@Tag("slow")
class MovingShardsTest {
  private static final int GPUS = 24;
  private static final int ROUNDS = 25;

  @TempDir private Path folder;
  private final Set<Integer> idle = new TreeSet<>();
  private int replicasStarted;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noStateOfAnAlertIsToldTwice(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Replicas replicas = new Replicas(folder)) {
      SplittableRandom delays = random.split();
      replicas.receiver.answersAfterMillis =
          () -> {
            synchronized (delays) {
              return delays.nextInt(4) == 0 ? delays.nextInt(120) : 0;
            }
          };
      startOne(replicas);
      startOne(replicas);
      for (int round = 0; round < ROUNDS; round++) {
        changeGpus(replicas, random);
        replicas.receiver.otherwise = Receiver.Reply.of(random.nextInt(5) == 0 ? 503 : 200);
        replicas.evaluate(1);
        changeReplicas(replicas, random);
      }
      replicas.receiver.otherwise = Receiver.Reply.of(200);
      replicas.gpus(GPUS, idle);
      replicas.store.settle();
      replicas.evaluate(3);
      eventually(() -> allTold(replicas));
      replicas.evaluate(2);
      allTold(replicas);
      assertThat(replicas.store.failures()).isEmpty();
      noneTwice(replicas.receiver.taken);
      lastIsTrue(replicas.receiver.taken);
    }
  }

  private void startOne(Replicas replicas) {
    replicas.start("r" + replicasStarted++);
  }

  private void changeGpus(Replicas replicas, SplittableRandom random) {
    for (int i = 0; i < GPUS; i++) {
      if (random.nextInt(8) == 0 && !idle.remove(i)) {
        idle.add(i);
      }
    }
    replicas.gpus(GPUS, idle);
  }

  private void changeReplicas(Replicas replicas, SplittableRandom random) throws Exception {
    List<String> names = replicas.names();
    String one = names.get(random.nextInt(names.size()));
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3 ->
          replicas.store.move(AlertShare.GROUP, random.nextInt(Replicas.SHARDS), one);
      case 4 -> {
        if (names.size() > 1) {
          replicas.stop(one);
        }
      }
      case 5 -> {
        if (names.size() > 1) {
          quieten(replicas, one);
          replicas.kill(one);
        }
      }
      case 6 -> {
        if (names.size() < 4) {
          startOne(replicas);
        }
      }
      default -> {}
    }
  }

  /** Who is cut off between an answer and its record leaves the heir no way to know. */
  private static void quieten(Replicas replicas, String name) throws Exception {
    replicas.receiver.otherwise = Receiver.Reply.of(200);
    Replicas.quieten(replicas.replica(name));
    Replicas.quieten(replicas.replica(name));
  }

  private static void allTold(Replicas replicas) {
    for (String name : replicas.names()) {
      assertThat(figure(replicas.replica(name), "undelivered_alerts")).isZero();
    }
  }

  private static void noneTwice(List<JsonNode> payloads) {
    List<String> told = new ArrayList<>();
    for (JsonNode payload : payloads) {
      for (JsonNode alert : payload.get("alerts")) {
        told.add(
            alert.at("/labels/gpu").asText()
                + " since "
                + alert.get("startsAt").asText()
                + " "
                + alert.get("status").asText());
      }
    }
    assertThat(told).hasSizeGreaterThan(GPUS).doesNotHaveDuplicates();
  }

  private void lastIsTrue(List<JsonNode> payloads) {
    Map<String, String> last = new HashMap<>();
    for (JsonNode payload : payloads) {
      for (JsonNode alert : payload.get("alerts")) {
        last.put(alert.at("/labels/gpu").asText(), alert.get("status").asText());
      }
    }
    for (int i = 0; i < GPUS; i++) {
      String expected = idle.contains(i) ? "firing" : "resolved";
      assertThat(last.getOrDefault("GPU-" + i, "resolved")).as("GPU-" + i).isEqualTo(expected);
    }
  }
}
