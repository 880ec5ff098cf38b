package io.burnrate.simulator;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.Owner;
import io.burnrate.domain.ShareBasis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The truth of one GPU. Used by one thread, for one question. */
final class DeviceTruth {
  /** What an entry is about. */
  record Key(LedgerClass ledgerClass, @Nullable Owner owner, ShareBasis basis) {}

  /** What an entry holds; see {@link TruthLedger.Entry} for the units. */
  static final class Time {
    long millisParts;
    long microjouleParts;
  }

  private static final Key UNKNOWN = new Key(LedgerClass.UNKNOWN, null, ShareBasis.NONE);
  private static final Key UNALLOCATED = new Key(LedgerClass.UNALLOCATED, null, ShareBasis.NONE);

  private final Device device;
  private final List<FaultTimes.Gap> gaps;
  private final IdleRule idleRule;
  private final Map<Key, Time> times = new LinkedHashMap<>();

  DeviceTruth(Device device, List<FaultTimes.Gap> gaps, IdleRule idleRule) {
    this.device = device;
    this.gaps = gaps;
    this.idleRule = idleRule;
  }

  /** Hands out the entries of [{@code from}, {@code to}). */
  void forEach(long from, long to, BiConsumer<Key, Time> receiver) {
    device.forEach(
        from, to, (begin, end, segment) -> heard(begin, end, (b, e) -> split(b, e, segment)));
    for (FaultTimes.Gap gap : gaps) {
      device.forEach(
          Math.max(from, gap.fromOffset()),
          Math.min(to, gap.toOffset()),
          (begin, end, segment) ->
              add(UNKNOWN, TruthLedger.PARTS, end - begin, segment.powerMilliwatts()));
    }
    times.forEach(receiver);
  }

  long heardMillis(long from, long to) {
    long[] sum = new long[1];
    heard(from, to, (begin, end) -> sum[0] += end - begin);
    return sum[0];
  }

  /** SM activity over the heard time, in millionths of a GPU times milliseconds. */
  long usedMicros(long from, long to) {
    long[] sliceMicros = new long[1];
    device.forEach(
        from,
        to,
        (begin, end, segment) ->
            heard(begin, end, (b, e) -> sliceMicros[0] += (e - b) * sliceActivity(segment)));
    return sliceMicros[0] / Partition.SLICES_PER_GPU;
  }

  private long sliceActivity(Segment segment) {
    long sum = 0;
    for (int i = 0; i < segment.tenancies().size(); i++) {
      int slices = device.partitions().get(i).slices();
      sum += (long) segment.tenancies().get(i).activityMicros() * slices;
    }
    return sum;
  }

  private interface Stretch {
    void between(long begin, long end);
  }

  /** Visits what is left of [{@code from}, {@code to}) without the gaps. */
  private void heard(long from, long to, Stretch stretch) {
    long at = from;
    for (FaultTimes.Gap gap : gaps) {
      long until = Math.min(to, gap.fromOffset());
      if (until > at) {
        stretch.between(at, until);
      }
      at = Math.max(at, gap.toOffset());
    }
    if (to > at) {
      stretch.between(at, to);
    }
  }

  private void split(long begin, long end, Segment segment) {
    int perSlice = TruthLedger.PARTS / Partition.SLICES_PER_GPU;
    int power = segment.powerMilliwatts();
    for (int i = 0; i < segment.tenancies().size(); i++) {
      Tenancy tenancy = segment.tenancies().get(i);
      int parts = device.partitions().get(i).slices() * perSlice;
      if (!tenancy.allocated()) {
        add(UNALLOCATED, parts, end - begin, power);
        continue;
      }
      long wasteFrom = end;
      if (idleRule.idle(tenancy)) {
        long idleFrom = idleRule.idleSince(device, i, begin) + idleRule.afterMillis();
        wasteFrom = Math.min(end, Math.max(begin, idleFrom));
      }
      share(LedgerClass.OWNED, i, tenancy, wasteFrom - begin, power);
      share(LedgerClass.ALLOCATED_IDLE, i, tenancy, end - wasteFrom, power);
    }
    add(UNALLOCATED, device.leftoverSlices() * perSlice, end - begin, power);
  }

  private void share(LedgerClass ledgerClass, int partition, Tenancy tenancy, long millis, int mw) {
    Partition held = device.partitions().get(partition);
    int sharers = tenancy.owners().size();
    int parts = held.slices() * TruthLedger.PARTS / Partition.SLICES_PER_GPU / sharers;
    ShareBasis basis =
        sharers > 1
            ? ShareBasis.EQUAL_SPLIT
            : held.mig() ? ShareBasis.MIG_SLICES : ShareBasis.EXCLUSIVE;
    for (Owner owner : tenancy.owners()) {
      add(new Key(ledgerClass, owner, basis), parts, millis, mw);
    }
  }

  private void add(Key key, int parts, long millis, int milliwatts) {
    if (parts == 0 || millis == 0) {
      return;
    }
    Time time = times.computeIfAbsent(key, unused -> new Time());
    time.millisParts += parts * millis;
    time.microjouleParts += parts * millis * milliwatts;
  }
}
