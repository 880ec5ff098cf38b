package io.burnrate.store.pinot;

import java.time.Duration;

/**
 * Bounds of what is on its way to and from Kafka; no setting changes them.
 *
 * @param waitingRows rows accepted and not yet acknowledged; beyond it appends fail with OVERLOADED
 * @param inFlightBytes encoded bytes that wait for Kafka's answer; beyond it encoding waits
 * @param groupBatches batches that are forced to disk together, or written in one transaction
 * @param groupBytes encoded bytes of such a group, unless one batch alone is larger
 * @param segmentBytes length at which the spool begins its next file
 * @param recordBytes the longest record that is sent; a batch with a row beyond it fails
 * @param fetchBytes the most that a reader asks Kafka for at a time
 * @param longestBackoff between two attempts to reach Kafka again
 * @param transactionTimeout after which Kafka ends a transaction whose member died
 * @param longestPoll a member whose worker takes longer is no member any more
 * @param openPatience how long a store that opens waits for a cluster that does not answer
 * @param closeTimeout how long sending, tails, members and answers together may take when closing
 */
record FlowLimits(
    int waitingRows,
    long inFlightBytes,
    int groupBatches,
    int groupBytes,
    int segmentBytes,
    int recordBytes,
    int fetchBytes,
    Duration longestBackoff,
    Duration transactionTimeout,
    Duration longestPoll,
    Duration openPatience,
    Duration closeTimeout) {
  static final FlowLimits DEFAULT =
      new FlowLimits(
          250_000,
          32L << 20,
          256,
          8 << 20,
          16 << 20,
          8 << 20,
          8 << 20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));
}
