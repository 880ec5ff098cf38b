package io.burnrate.collector.scrape;

import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.store.GpuMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One GPU or MIG instance of one target. Lives as long as its target names it, and is filled anew
 * for each page. Not thread-safe: a target's pages are read one after the other.
 */
final class GpuRow {
  private static final int METRICS = GpuMetric.values().length;

  /** Readings, and behind them what sharers asked for: {@link Field#place}. */
  private static final int PLACES = METRICS + Field.Request.values().length;

  private static final int CORES = METRICS + Field.Request.CORES.ordinal();
  private static final int UTILIZATION = GpuMetric.GPU_UTIL_RATIO.ordinal();

  final String uuid;
  final String migInstance;

  /** The labels of the block that named the row last. */
  @Nullable RowLabels labels;

  /** The page that it was filled for last. */
  private int page;

  /** Its place in that page's batch. */
  private int place;

  /** Labels that were taken over already on this page. */
  private @Nullable RowLabels taken;

  /** One bit for each metric that the device itself has a reading of. */
  private long deviceReadings;

  /** For each metric and request, one bit for each holder that has a reading of it. */
  private final long[] holderReadings = new long[PLACES];

  private Holder[] holders = new Holder[1];
  private int holderCount;
  private long timeMillis = OwnTimes.NONE;
  private double[] utilization = new double[1];
  private double[] askedRatio = new double[1];
  private double[] askedBytes = new double[1];

  /** Whether any holder said on this page what it asked for. */
  private boolean asked;

  private int sentinels;
  private int duplicates;
  private @Nullable Holder lastHolder;
  private int lastHolderPlace;

  private Holder[] textOf = new Holder[0];
  private String text = "";

  GpuRow(String uuid, String migInstance) {
    this.uuid = uuid;
    this.migInstance = migInstance;
  }

  /** Notes when a reading was taken, if it says so: the row is as old as its newest one. */
  void noteTime(long millis) {
    timeMillis = Math.max(timeMillis, millis);
  }

  /** What its readings say, or {@link OwnTimes#NONE}. */
  long timeMillis() {
    return timeMillis;
  }

  boolean begun(int onPage) {
    return page == onPage;
  }

  void begin(int onPage, int atPlace) {
    page = onPage;
    place = atPlace;
    timeMillis = OwnTimes.NONE;
    taken = null;
    deviceReadings = 0;
    Arrays.fill(holderReadings, 0);
    holderCount = 0;
    asked = false;
    sentinels = 0;
    duplicates = 0;
    lastHolder = null;
  }

  int place() {
    return place;
  }

  /** Whether {@code found} was not taken over yet; it counts as taken from now on. */
  // A page's label blocks are interned: one text, one object.
  @SuppressWarnings("ReferenceEquality")
  boolean take(RowLabels found) {
    if (found == taken) {
      return false;
    }
    taken = found;
    return true;
  }

  /** The holder's place in this page's list, entered if new; -1 when the list is full. */
  @SuppressWarnings("ReferenceEquality") // Another object is only slower, never wrong.
  int holderPlace(Holder holder) {
    if (holder != lastHolder) {
      int found = 0;
      while (found < holderCount && !holders[found].owner().equals(holder.owner())) {
        found++;
      }
      if (found == OwnerShares.MAX_SHARERS) {
        return -1;
      }
      if (found == holderCount) {
        enter(holder);
      }
      lastHolder = holder;
      lastHolderPlace = found;
    }
    return lastHolderPlace;
  }

  private void enter(Holder holder) {
    if (holderCount == holders.length) {
      holders = Arrays.copyOf(holders, holderCount * 2);
      utilization = Arrays.copyOf(utilization, holderCount * 2);
      askedRatio = Arrays.copyOf(askedRatio, holderCount * 2);
      askedBytes = Arrays.copyOf(askedBytes, holderCount * 2);
    }
    holders[holderCount] = holder;
    askedRatio[holderCount] = Double.NaN;
    askedBytes[holderCount] = Double.NaN;
    utilization[holderCount++] = 0;
  }

  boolean hasDeviceReading(int metric) {
    return (deviceReadings & 1L << metric) != 0;
  }

  boolean hasReading(int metric) {
    return hasDeviceReading(metric) || holderReadings[metric] != 0;
  }

  /** False when the device has a reading of the metric already. */
  boolean noteDevice(int metric) {
    long before = deviceReadings;
    deviceReadings |= 1L << metric;
    return deviceReadings != before;
  }

  /** False when the holder has a reading of the metric, or a request of that kind, already. */
  boolean noteHolder(int metric, int holderPlace, double value) {
    long before = holderReadings[metric];
    holderReadings[metric] |= 1L << holderPlace;
    if (holderReadings[metric] == before) {
      return false;
    }
    if (metric == UTILIZATION) {
      utilization[holderPlace] = value;
    } else if (metric >= METRICS && value > 0) {
      // 0 says that there is no limit, so nothing was asked for.
      asked = true;
      (metric == CORES ? askedRatio : askedBytes)[holderPlace] = value;
    }
    return true;
  }

  /** The only holder, or null when there are none or several. */
  @Nullable Holder onlyHolder() {
    return holderCount == 1 ? holders[0] : null;
  }

  void noteSentinel() {
    sentinels++;
  }

  void noteDuplicate() {
    duplicates++;
  }

  /** Readings that were DCGM's "no value". */
  int sentinels() {
    return sentinels;
  }

  /** Readings that were there already. */
  int duplicates() {
    return duplicates;
  }

  /**
   * Names which readings of which holders are in the row: the same ones have the same name,
   * whatever their order.
   */
  String part() {
    long digest = mix(deviceReadings);
    for (int i = 0; i < holderCount; i++) {
      long readings = 0;
      for (int metric = 0; metric < PLACES; metric++) {
        readings |= (holderReadings[metric] >>> i & 1) << metric;
      }
      digest += mix(mix(readings) ^ hash(holders[i].text()));
    }
    return Long.toUnsignedString(digest, Character.MAX_RADIX);
  }

  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L; // FNV-1a
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long bits) {
    long mixed = bits + 1;
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  /**
   * The {@code owners} column of a row that may be a part only. Sharers have their own reading for
   * a weight: what it is a part of may be in another row.
   */
  String ownersOfPart() {
    if (!anySharer()) {
      return owners();
    }
    List<OwnerShare> shares = new ArrayList<>(holderCount);
    for (int i = 0; i < holderCount; i++) {
      boolean read = holders[i].sharer() && (holderReadings[UTILIZATION] >>> i & 1) != 0;
      shares.add(share(i, read ? utilization[i] : Double.NaN));
    }
    return OwnerShares.encode(shares);
  }

  private boolean anySharer() {
    for (int i = 0; i < holderCount; i++) {
      if (holders[i].sharer()) {
        return true;
      }
    }
    return false;
  }

  /** The {@code owners} column. */
  String owners() {
    if (holderCount == 0) {
      return "";
    }
    if (holderCount == 1) {
      return asked ? encode(0) : holders[0].text();
    }
    double sum = 0;
    // Only beside the device's own reading are the holders' readings their own parts of it;
    // without, each of them is a copy of the device's.
    if (hasDeviceReading(UTILIZATION)) {
      for (int i = 0; i < holderCount; i++) {
        sum += utilization[i];
      }
    }
    if (sum > 0 || asked) {
      return encode(sum);
    }
    Holder[] now = Arrays.copyOf(holders, holderCount);
    if (!Arrays.equals(now, textOf)) {
      text = encode(0);
      textOf = now;
    }
    return text;
  }

  private String encode(double sum) {
    List<OwnerShare> shares = new ArrayList<>(holderCount);
    for (int i = 0; i < holderCount; i++) {
      shares.add(share(i, sum > 0 ? utilization[i] / sum : Double.NaN));
    }
    return OwnerShares.encode(shares);
  }

  private OwnerShare share(int place, double weight) {
    return new OwnerShare(holders[place].owner(), weight, askedRatio[place], askedBytes[place]);
  }
}
