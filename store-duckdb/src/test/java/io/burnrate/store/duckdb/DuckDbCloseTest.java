package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DuckDbCloseTest {
  private static final int BATCH_ROWS = 10_000;

  @TempDir Path folder;

  private Path log() {
    return folder.resolve("burnrate.duckdb.wal");
  }

  @Test
  void aLongLogIsLeftForTheNextStartWhichLosesAndDoublesNothing() throws Exception {
    int batches = 0;
    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      while (!Files.exists(log()) || Files.size(log()) <= Database.QUICK_CHECKPOINT_BYTES) {
        TestStores.await(
            store.append(TestStores.spans("a" + batches, BATCH_ROWS, TestStores.NOON)));
        batches++;
      }
    }
    assertThat(log()).as("the log, closed").exists();
    assertThat(Files.size(log())).isGreaterThan(Database.QUICK_CHECKPOINT_BYTES);

    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      TestStores.await(store.append(TestStores.spans("a0", BATCH_ROWS, TestStores.NOON)));

      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo((long) batches * BATCH_ROWS);
    }
  }

  @Test
  void aShortLogIsWrittenIntoTheFile() {
    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      TestStores.await(store.append(TestStores.spans("a", 100, TestStores.NOON)));
      assertThat(log()).isNotEmptyFile();
    }
    assertThat(log()).doesNotExist();
  }

  @Test
  void everyAcceptedRowIsThereAfterAClose() {
    List<CompletionStage<Void>> answers = new ArrayList<>();
    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      for (int i = 0; i < 20; i++) {
        answers.add(store.append(TestStores.spans("a" + i, 10, TestStores.NOON)));
      }
    }
    long kept = answers.stream().filter(each -> TestStores.failureOf(each) == null).count();

    try (Store store = TestStores.opened(TestStores.config(folder), TestStores.LIMITS)) {
      assertThat(kept).isEqualTo(20);
      assertThat(TestStores.count(store, Tables.SPANS)).isEqualTo(200);
    }
  }
}
