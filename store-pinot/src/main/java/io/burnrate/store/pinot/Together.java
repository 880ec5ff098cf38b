package io.burnrate.store.pinot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds records back until those that belong together ({@link Marks}) are all there, and with them
 * what comes behind them in the partition, as order is kept. What is not complete after {@link
 * #PATIENCE_NANOS}, or when {@link #MOST_HELD} or {@link #MOST_BYTES} are held, goes on in parts,
 * which is counted. For one thread.
 */
final class Together {
  /** They are sent together; only a sender that died, or Kafka going away, parts them for long. */
  static final long PATIENCE_NANOS = 3_000_000_000L;

  /** Records of one partition. */
  static final int MOST_HELD = 20_000;

  /** Values of one partition. */
  static final long MOST_BYTES = 32L << 20;

  private final FlowCounters counters;
  private final LongSupplier nanos;
  private final Map<TopicPartition, Lane> lanes = new HashMap<>();

  Together(FlowCounters counters) {
    this(counters, System::nanoTime);
  }

  /** One whose time is told by {@code nanos}. */
  Together(FlowCounters counters, LongSupplier nanos) {
    this.counters = counters;
    this.nanos = nanos;
  }

  private record Held(ConsumerRecord<byte[], byte[]> record, long mark, long since) {}

  /** What is held of one partition. */
  private static final class Lane {
    private List<Held> held = new ArrayList<>();

    /** Of which the rest is not waited for. */
    private final Set<Long> givenUp = new HashSet<>();

    /** How many of the first records belong to none of which more must come. */
    private int whole() {
      Set<Long> open = new HashSet<>();
      int whole = 0;
      for (int i = 0; i < held.size(); i++) {
        long mark = held.get(i).mark();
        if (mark < 0 && !givenUp.contains(-mark)) {
          open.add(-mark);
        } else {
          open.remove(mark);
        }
        whole = open.isEmpty() ? i + 1 : whole;
      }
      return whole;
    }

    private long bytes() {
      return held.stream().mapToLong(each -> each.record().serializedValueSize()).sum();
    }

    private Set<Long> open() {
      Set<Long> open = new HashSet<>();
      for (Held each : held) {
        if (each.mark() < 0) {
          open.add(-each.mark());
        } else {
          open.remove(each.mark());
        }
      }
      open.removeAll(givenUp);
      return open;
    }

    /** The records that may go on now. */
    private List<ConsumerRecord<byte[], byte[]>> take() {
      int whole = whole();
      if (whole == 0) {
        return List.of();
      }
      List<ConsumerRecord<byte[], byte[]>> ready =
          held.subList(0, whole).stream().map(Held::record).toList();
      held = new ArrayList<>(held.subList(whole, held.size()));
      if (held.isEmpty()) {
        givenUp.clear();
      }
      return ready;
    }
  }

  /** Takes what was read of a partition, in order, and gives what may be handed on by now. */
  List<ConsumerRecord<byte[], byte[]>> add(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    Lane lane = lanes.computeIfAbsent(partition, each -> new Lane());
    long now = nanos.getAsLong();
    records.forEach(each -> lane.held.add(new Held(each, Marks.of(each.headers()), now)));
    List<ConsumerRecord<byte[], byte[]>> ready = lane.take();
    if (lane.held.size() > MOST_HELD || lane.bytes() > MOST_BYTES) {
      ready = new ArrayList<>(ready);
      ready.addAll(giveUp(lane, lane.open()));
    }
    return ready;
  }

  /** What has been held for too long, by partition. */
  Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> overdue() {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    long now = nanos.getAsLong();
    lanes.forEach(
        (partition, lane) -> {
          if (!lane.held.isEmpty() && now - lane.held.get(0).since() >= PATIENCE_NANOS) {
            Set<Long> late = lane.open();
            late.retainAll(begunBefore(lane, now - PATIENCE_NANOS));
            List<ConsumerRecord<byte[], byte[]>> ready = giveUp(lane, late);
            if (!ready.isEmpty()) {
              all.put(partition, ready);
            }
          }
        });
    return all;
  }

  private static Set<Long> begunBefore(Lane lane, long nanos) {
    Set<Long> begun = new HashSet<>();
    for (Held each : lane.held) {
      if (each.since() - nanos <= 0 && each.mark() < 0) {
        begun.add(-each.mark());
      }
    }
    return begun;
  }

  private List<ConsumerRecord<byte[], byte[]>> giveUp(Lane lane, Set<Long> marks) {
    long rows = lane.held.stream().filter(each -> marks.contains(Math.abs(each.mark()))).count();
    counters.cutRows.add(rows);
    lane.givenUp.addAll(marks);
    return lane.take();
  }

  /** The offset up to which everything was handed on, when {@code read} were read. */
  long handedOn(TopicPartition partition, long read) {
    Lane lane = lanes.get(partition);
    return lane == null || lane.held.isEmpty() ? read : lane.held.get(0).record().offset();
  }

  /** Drops what is held of these: they are read elsewhere, or again. */
  void forget(Collection<TopicPartition> partitions) {
    lanes.keySet().removeAll(partitions);
  }

  void forgetAll() {
    lanes.clear();
  }
}
