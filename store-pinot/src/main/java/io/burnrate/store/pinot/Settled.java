package io.burnrate.store.pinot;

import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that nothing of an earlier holder is still on its way into a table. Thread-safe. */
final class Settled {
  private static final Logger LOG = LoggerFactory.getLogger(Settled.class);

  private final Admin admin;
  private final Names names;
  private final int partitions;

  Settled(Admin admin, Names names, int partitions) {
    this.admin = admin;
    this.names = names;
    this.partitions = partitions;
  }

  /** Everything that was written, committed or not, in any table. */
  Map<TopicPartition, Long> written() throws InterruptedException {
    return ends(IsolationLevel.READ_UNCOMMITTED);
  }

  /** Whether all of it is committed or given up by now. */
  boolean reached(Map<TopicPartition, Long> written) throws InterruptedException {
    Map<TopicPartition, Long> settled = ends(IsolationLevel.READ_COMMITTED);
    return written.entrySet().stream()
        .allMatch(each -> settled.getOrDefault(each.getKey(), 0L) >= each.getValue());
  }

  private Map<TopicPartition, Long> ends(IsolationLevel level) throws InterruptedException {
    Set<String> topics = result(admin.listTopics().names());
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (Table table : Tables.ALL) {
      String topic = names.topic(table);
      for (int partition = 0; topics.contains(topic) && partition < partitions; partition++) {
        wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    return offsets(wanted, new ListOffsetsOptions(level));
  }

  /** Where each of {@code some} ends, with all that was written, committed or not. */
  Map<TopicPartition, Long> written(Collection<TopicPartition> some, Duration patience)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    some.forEach(each -> wanted.put(each, OffsetSpec.latest()));
    ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    return offsets(wanted, options.timeoutMs(Math.toIntExact(patience.toMillis())));
  }

  private Map<TopicPartition, Long> offsets(
      Map<TopicPartition, OffsetSpec> wanted, ListOffsetsOptions options)
      throws InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        result(admin.listOffsets(wanted, options).all());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /**
   * Ends every transaction of ours that is open. Its member is dead or very slow; one that lives
   * begins again.
   */
  void fenceOpen() throws InterruptedException {
    ListTransactionsOptions open =
        new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
    List<String> ids = new ArrayList<>();
    for (TransactionListing each : result(admin.listTransactions(open).all())) {
      if (each.transactionalId().startsWith(names.group(""))) {
        ids.add(each.transactionalId());
      }
    }
    if (!ids.isEmpty()) {
      LOG.warn("Ending transactions that do not end: {}", ids);
      result(admin.fenceProducers(ids).all());
    }
  }

  private static <T> T result(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    }
  }
}
