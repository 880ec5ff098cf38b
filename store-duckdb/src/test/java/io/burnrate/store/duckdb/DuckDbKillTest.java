package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DuckDbKillTest {
  private static final int ROUNDS = 6;
  private static final int MOST_BATCHES_A_ROUND = 120;
  private static final long SEED = 20_260_301;

  @TempDir Path folder;

  /**
   * Every round kills the sender with SIGKILL at a random moment, and the next one starts over with
   * the batch behind the last acknowledged one, so that what was in flight is sent again.
   */
  @Test
  @Timeout(240)
  void aKilledProcessLosesNoAcknowledgedRowAndDoublesNone() throws Exception {
    Random random = new Random(SEED);
    int acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged = killAfter(acknowledged, 1 + random.nextInt(MOST_BATCHES_A_ROUND), random);
      assertAllThereOnce(acknowledged);
    }
    assertThat(acknowledged).isGreaterThan(ROUNDS);
  }

  private int killAfter(int first, int batches, Random random) throws Exception {
    Process sender = start(first);
    int acknowledged = first;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(sender.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo(KilledSender.READY);
      assertNobodyElseMayOpen();
      while (acknowledged < first + batches) {
        acknowledged = 1 + Integer.parseInt(String.valueOf(lines.readLine()));
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
      // Through the handle: Process.destroyForcibly would close the pipe with what is in it.
      sender.toHandle().destroyForcibly();
      // What the pipe still holds was acknowledged too; a torn last number is a smaller one.
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged = Math.max(acknowledged, 1 + Integer.parseInt(line));
      }
    } finally {
      sender.destroyForcibly().waitFor();
    }
    assertThat(sender.exitValue()).as("killed").isEqualTo(128 + 9);
    return acknowledged;
  }

  private Process start(int first) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledSender.class.getName(),
            folder.toString(),
            Integer.toString(first))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void assertNobodyElseMayOpen() {
    Store other = TestStores.at(folder);
    BurnrateException failure = catchThrowableOfType(BurnrateException.class, other::open);

    assertThat(failure).hasMessageContaining("store.path");
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
  }

  private void assertAllThereOnce(int acknowledged) {
    Query byBatch =
        Query.aggregate(
                Tables.SPANS,
                TestStores.ALWAYS,
                List.of(),
                List.of(new Group.By(Tables.SPANS.column("trace_id"))),
                List.of(
                    Aggregate.countRows("rows"),
                    Aggregate.sum(Tables.SPANS.column("duration_nanos"))))
            .orderedBy("trace_id", false);
    try (Store store = TestStores.at(folder)) {
      store.open();
      ResultTable answer = TestStores.await(store.query(byBatch));
      assertThat(answer.rows())
          .as("batches of which %s are acknowledged", acknowledged)
          .isBetween(acknowledged, acknowledged + KilledSender.IN_FLIGHT);
      long sumOfNumbers = (KilledSender.ROWS - 1) * KilledSender.ROWS / 2;
      for (int row = 0; row < answer.rows(); row++) {
        assertThat(answer.longAt(row, "rows")).isEqualTo(KilledSender.ROWS);
        assertThat(answer.longAt(row, "duration_nanos")).isEqualTo(sumOfNumbers);
      }
      Set<String> found = new HashSet<>();
      for (int row = 0; row < answer.rows(); row++) {
        found.add(answer.stringAt(row, "trace_id"));
      }
      for (int batch = 0; batch < acknowledged; batch++) {
        assertThat(found).contains("batch-" + batch);
      }
    }
  }
}
