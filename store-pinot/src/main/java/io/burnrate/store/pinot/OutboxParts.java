package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(OutboxParts.class);

  List<Parcel> parcels(RowBatch batch) {
    return Parcel.of(batch, codec, partitions);
  }

  KafkaLine newLine() {
    return new KafkaLine(settings, names);
  }

  /** Runs what tells a sender; here, when there is no thread for it. */
  void answer(Runnable telling) {
    try {
      answers.execute(telling);
    } catch (RuntimeException | Error e) {
      LOG.error("Senders are answered from the thread that writes", e);
      telling.run();
    }
  }
}
