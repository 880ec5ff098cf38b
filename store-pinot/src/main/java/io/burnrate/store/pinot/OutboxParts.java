package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What an outbox works with.
 *
 * @param partitions of each topic
 * @param answers runs what senders do next
 */
record OutboxParts(
    RowCodec codec,
    Names names,
    int partitions,
    KafkaSettings settings,
    FlowLimits limits,
    FlowCounters counters,
    DiskSpool spool,
    Acknowledgements acknowledgements,
    Executor answers) {
  List<Parcel> parcels(RowBatch batch) {
    return Parcel.of(batch, codec, partitions);
  }

  KafkaLine newLine() {
    return new KafkaLine(settings, names);
  }
}
