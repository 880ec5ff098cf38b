package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a member wants to have written, or confirmed.
 *
 * @param batch null when it only asks whether it is still a member
 * @param gains of the shards whose rows they are
 * @param deadlineNanos when it fails although the group may still settle
 */
record GroupWrite(
    @Nullable RowBatch batch,
    Map<Integer, Long> gains,
    long deadlineNanos,
    CompletableFuture<Void> answer) {
  int rows() {
    return batch == null ? 0 : batch.rows();
  }
}
