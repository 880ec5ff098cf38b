package io.burnrate.store.pinot;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes rows of what Kafka's readers bring; what is no row is counted and left out. */
final class Unpacking {
  private static final Logger LOG = LoggerFactory.getLogger(Unpacking.class);

  private final Table table;
  private final RowCodec codec;
  private final FlowCounters counters;

  Unpacking(Table table, RowCodec codec, FlowCounters counters) {
    this.table = table;
    this.codec = codec;
    this.counters = counters;
  }

  /** The rows of {@code records}, in order; no batch when none of them is good. */
  List<RowBatch> rows(List<ConsumerRecord<byte[], byte[]>> records) {
    RowReader reader = codec.reader(table, records.size());
    for (ConsumerRecord<byte[], byte[]> each : records) {
      try {
        reader.add(each.value());
      } catch (MalformedRecordException e) {
        counters.undecodableRecords.increment();
        LOG.warn("{} {}-{} is no row: {}", table, each.partition(), each.offset(), e.getMessage());
      }
    }
    return reader.rows() == 0 ? List.of() : List.of(reader.batch());
  }
}
