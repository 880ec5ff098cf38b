package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A batch whose sender waits. Guarded by its outbox. */
final class Pending {
  final RowBatch batch;
  final CompletableFuture<Void> answer = new CompletableFuture<>();

  /** Those that Kafka has not acknowledged; null in the place of each that it has. */
  private @Nullable Parcel[] parcels = {};

  /** How many Kafka has not said anything about. */
  private int unanswered;

  private @Nullable Exception refusal;

  Pending(RowBatch batch) {
    this.batch = batch;
  }

  void encoded(List<Parcel> all) {
    parcels = all.toArray(new @Nullable Parcel[0]);
    unanswered = parcels.length;
  }

  /** Notes an answer; whether it was the last one. */
  boolean answered(int place, boolean acknowledged) {
    if (acknowledged) {
      parcels[place] = null;
    }
    unanswered--;
    return unanswered == 0;
  }

  void refused(Exception reason) {
    refusal = reason;
  }

  /** Whether nothing is left to do for it: Kafka has all of it, or will not have it. */
  boolean settled() {
    return refusal != null || missing().isEmpty();
  }

  /** What its sender has to know; null when all is well. */
  @Nullable BurnrateException failure() {
    return refusal == null
        ? null
        : new BurnrateException(
            ErrorCode.STORE_FAILED, "Kafka refuses a record: " + refusal.getMessage(), refusal);
  }

  boolean waits() {
    return unanswered > 0;
  }

  /** What Kafka has not acknowledged, in order. */
  List<Parcel> missing() {
    List<Parcel> missing = new ArrayList<>();
    for (@Nullable Parcel each : parcels) {
      if (each != null) {
        missing.add(each);
      }
    }
    return missing;
  }
}
