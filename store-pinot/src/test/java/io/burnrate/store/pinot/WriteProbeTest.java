package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WriteProbeTest {
  private final List<CompletableFuture<Void>> writes = new ArrayList<>();
  private final WriteProbe probe =
      new WriteProbe(
          () -> {
            writes.add(new CompletableFuture<>());
            return writes.get(writes.size() - 1);
          });

  @Test
  void nothingIsKnownBeforeTheFirstWriteWasTaken() {
    assertThat(probe.taken()).isFalse();
    assertThat(probe.taken()).isFalse();
    assertThat(writes).hasSize(1);

    writes.get(0).complete(null);
    assertThat(probe.taken()).isTrue();
  }

  @Test
  void aWriteThatWasNotTakenTellsNothingAndIsRepeated() throws Exception {
    assertThat(probe.taken()).isFalse();
    writes.get(0).completeExceptionally(new BurnrateException(ErrorCode.STORE_UNREACHABLE, "away"));
    assertThat(probe.taken()).isFalse();

    Replicas.until(() -> !probe.taken() && writes.size() == 2);
    writes.get(1).complete(null);
    assertThat(probe.taken()).isTrue();
  }

  @Test
  void aWriteThatWasTakenTellsNothingForLong() throws Exception {
    assertThat(probe.taken()).isFalse();
    writes.get(0).complete(null);
    assertThat(probe.taken()).isTrue();

    Replicas.until(() -> !probe.taken());
    assertThat(writes).hasSize(2);
  }
}
