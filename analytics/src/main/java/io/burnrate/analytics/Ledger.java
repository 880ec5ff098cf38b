package io.burnrate.analytics;

import io.burnrate.store.AppendStore;
import io.burnrate.store.RowBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPU-second ledger: an account for each GPU, and the minutes that are closed and kept. A
 * minute closes when every GPU has been heard past its end, or when the clock says it is time.
 * Thread-safe.
 */
final class Ledger {
  /** GPUs beyond this are not accounted for, and counted. Each takes 2 to 3 KB of heap. */
  static final int MAX_GPUS = 50_000;

  /** Of these, places that GPUs do not take which are only sent to us: anybody may send. */
  static final int FOR_SCRAPED = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final long MINUTE = GpuAccount.MINUTE_MILLIS;
  private static final long NOT_BEGUN = Long.MIN_VALUE;

  private final LedgerRules rules;
  private final AppendStore store;
  private final Map<String, GpuAccount> accounts = new HashMap<>();
  private final List<GpuMinute> closing = new ArrayList<>();
  private final LedgerSums sums;
  private long closedUntil = NOT_BEGUN;
  private long durableUntil = NOT_BEGUN;
  private boolean appending;
  private boolean abandoned;
  private boolean full;
  private final HeldReadings held = new HeldReadings();
  private long clock = NOT_BEGUN;
  private long newestSampleMillis;
  private long replayedUntil = NOT_BEGUN;

  Ledger(LedgerRules rules, AppendStore store) {
    this(rules, store, new LedgerSums());
  }

  /** A ledger that adds what it closes to {@code sums}, which may be shared with others. */
  Ledger(LedgerRules rules, AppendStore store, LedgerSums sums) {
    this.rules = rules;
    this.store = store;
    this.sums = sums;
  }

  /** Goes on where an earlier process stopped: minutes before {@code until} are in the store. */
  synchronized void resumeAt(long until) {
    closedUntil = until;
    durableUntil = until;
  }

  /** Notes that minutes before {@code until} are in the store, without going on from there. */
  synchronized void keptUntil(long until) {
    durableUntil = until;
  }

  /** Opens an account for a GPU that the store knows and that has not been heard since. */
  synchronized void remember(GpuLabels labels, long heardUntil) {
    accounts.computeIfAbsent(
        labels.gpuUuid(), uuid -> new GpuAccount(rules, labels, heardUntil, closedUntil));
  }

  /** Tells a GPU since when its standing XID code is up. */
  synchronized void recallXid(String gpuUuid, long sinceMillis) {
    GpuAccount account = accounts.get(gpuUuid);
    if (account != null) {
      account.recallXid(sinceMillis);
    }
  }

  /** Notes that readings up to the newest one may come a second time and are not late then. */
  synchronized void replayed() {
    replayedUntil = newestSampleMillis;
  }

  /**
   * Another answers for these GPUs from now on, or will work them out again: no minute is closed
   * any more, and none that waits is kept.
   */
  synchronized void abandon() {
    sums.addResets(openResets());
    abandoned = true;
  }

  synchronized void observe(RowBatch batch) {
    observeAll(ObservationReader.read(batch));
  }

  synchronized void observeAll(List<GpuObservation> observations) {
    observations.forEach(this::observe);
  }

  synchronized void observe(GpuObservation observation) {
    if (!observation.inParts()) {
      account(observation);
      return;
    }
    GpuObservation crowdedOut = held.add(observation);
    if (crowdedOut == null) {
      return;
    }
    if (clock != NOT_BEGUN && crowdedOut.timeMillis() > clock) {
      sums.addUnaccountedSample(); // its time has not come yet
    } else {
      account(crowdedOut);
    }
  }

  /** Takes a reading that was read back with all of its parts, in time order. */
  synchronized void replay(GpuObservation observation) {
    account(observation);
  }

  private void account(GpuObservation observation) {
    GpuObservation whole = observation.settled();
    long time = whole.timeMillis();
    String gpuUuid = whole.labels().gpuUuid();
    GpuAccount account = accounts.get(gpuUuid);
    if (whole.onlyRequests()) {
      if (account != null) {
        account.noteSharers(whole);
      }
      return;
    }
    if (account != null) {
      note(account, account.observe(whole), time);
    } else if (whole.inParts() && clock != NOT_BEGUN && gone(time)) {
      sums.addLateSample();
      return;
    } else if (accounts.size() < (whole.inParts() ? MAX_GPUS - FOR_SCRAPED : MAX_GPUS)) {
      if (closedUntil == NOT_BEGUN) {
        resumeAt(Math.floorDiv(time, MINUTE) * MINUTE);
      }
      GpuAccount opened = new GpuAccount(rules, whole, closedUntil);
      accounts.put(gpuUuid, opened);
      noteRequests(opened);
    } else {
      sums.addUnaccountedSample();
      if (!full) {
        full = true;
        LOG.warn("{} GPUs have an account; {} and later ones get none", accounts.size(), gpuUuid);
      }
    }
    newestSampleMillis = Math.max(newestSampleMillis, time);
  }

  private void note(GpuAccount account, Reception reception, long time) {
    if (time <= replayedUntil) {
      return; // it was read back and may come once more
    }
    switch (reception) {
      case ACCOUNTED -> noteRequests(account);
      case REPEATED -> account.noteDuplicate();
      case LATE -> sums.addLateSample();
      case SECOND_ROUTE -> {
        account.noteDuplicate();
        sums.addSecondRouteSample();
      }
    }
  }

  private void noteRequests(GpuAccount account) {
    GpuObservation last = account.last();
    GpuPart whole = last == null ? null : last.wholeGpu();
    if (whole != null) {
      Requested requested = whole.requested();
      if (requested != null && requested.tooMuch()) {
        sums.addOverRequested();
      } else if (requested == null && whole.asksInPart()) {
        sums.addUnknownRequest();
      }
    }
  }

  /** Whether a GPU that was heard then for the last time has left the fleet. */
  private boolean gone(long time) {
    return time + rules.forgetAfterMillis() < clock;
  }

  /**
   * Closes what is due at {@code now} and keeps it; a minute that cannot be kept is tried again.
   */
  void tick(long now) {
    LedgerRows rows;
    synchronized (this) {
      clock = Math.max(clock, now);
      held.due(clock).forEach(this::account);
      if (appending || abandoned || closedUntil == NOT_BEGUN) {
        return;
      }
      if (closing.isEmpty() && !closeNext(now)) {
        return;
      }
      rows = new LedgerRows(rules.prices(), closing.size() * 2);
      for (GpuMinute minute : closing) {
        if (!rows.roomFor(minute)) {
          break;
        }
        rows.add(minute);
      }
      appending = true;
    }
    append(rows).whenComplete((done, failure) -> appended(rows, now, failure));
  }

  private CompletionStage<Void> append(LedgerRows rows) {
    try {
      return store.append(rows.batch());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void appended(LedgerRows rows, long now, @Nullable Throwable failure) {
    synchronized (this) {
      appending = false;
      if (failure != null && abandoned) {
        return;
      }
      if (failure != null) {
        sums.addFailedAppend();
        LOG.warn("a ledger minute was not kept, and is tried again: {}", failure.toString());
        return;
      }
      sums.add(rows.lines(), rows.residualMillis());
      closing.subList(0, rows.minutes()).clear();
      if (closing.isEmpty()) {
        durableUntil = closedUntil;
      }
    }
    tick(now);
  }

  /** Closes the next minute that holds anything; false when none is due. */
  private boolean closeNext(long now) {
    while (due(now)) {
      long start = closedUntil;
      held.until(start + MINUTE).forEach(this::account);
      for (GpuAccount account : accounts.values()) {
        GpuMinute minute = account.close(start);
        if (minute != null) {
          if (minute.folded()) {
            sums.addFoldedMinute();
          }
          closing.add(minute);
        }
      }
      closedUntil = start + MINUTE;
      forgetSilent();
      if (!closing.isEmpty()) {
        return true;
      }
      durableUntil = closedUntil;
    }
    return false;
  }

  private boolean due(long now) {
    long end = closedUntil + MINUTE;
    if (now < end) {
      return false;
    }
    if (now >= end + rules.closeAfterMillis()) {
      return true;
    }
    return !accounts.isEmpty()
        && !held.anyBefore(end)
        && accounts.values().stream().allMatch(account -> account.accountedUntil() >= end);
  }

  private void forgetSilent() {
    Iterator<GpuAccount> all = accounts.values().iterator();
    while (all.hasNext()) {
      GpuAccount account = all.next();
      if (account.goneBy(closedUntil)) {
        sums.addResets(account.resets());
        all.remove();
      }
    }
  }

  /**
   * Hands out every entry that is not in the store yet, up to {@code now}, of the minutes whose
   * start {@code wanted} accepts. The answer is the instant before which all is in the store.
   */
  synchronized long undurable(long now, LongPredicate wanted, Consumer<LedgerLine> lines) {
    List<GpuMinute> minutes = new ArrayList<>(closing);
    for (GpuAccount account : accounts.values()) {
      minutes.addAll(account.openMinutes());
      account.preview(
          now,
          start -> {
            GpuMinute ahead = new GpuMinute(account.labels(), start);
            minutes.add(ahead);
            return ahead;
          });
    }
    for (GpuMinute minute : minutes) {
      if (wanted.test(minute.startMillis)) {
        minute.entries().forEach((key, entry) -> lines.accept(LedgerLine.of(minute, key, entry)));
      }
    }
    return durableUntil == NOT_BEGUN ? now : durableUntil;
  }

  /** Looks at every account, under the ledger's lock. */
  synchronized void forEachAccount(Consumer<GpuAccount> look) {
    accounts.values().forEach(look);
  }

  synchronized LedgerTotals totals() {
    Instant closed = durableUntil();
    return totals(closed == null ? Instant.EPOCH : closed);
  }

  LedgerTotals totals(Instant closed) {
    return sums.totals(closed, openResets());
  }

  /** Energy counters seen to restart that are not in the sums yet. */
  synchronized long openResets() {
    return abandoned ? 0 : accounts.values().stream().mapToLong(GpuAccount::resets).sum();
  }

  /** The instant before which its minutes are in the store; null before the first reading. */
  synchronized @Nullable Instant durableUntil() {
    return durableUntil == NOT_BEGUN ? null : Instant.ofEpochMilli(durableUntil);
  }

  /** What was left out or put together at a limit, and how much is open, by metric name. */
  Map<String, Double> measurements() {
    return measurements(sums, List.of(this));
  }

  /** The same of several ledgers, or none, that add up in {@code sums}. */
  static Map<String, Double> measurements(LedgerSums sums, Collection<Ledger> ledgers) {
    Map<String, Double> all = new HashMap<>(sums.measurements());
    all.put("gpus", 0.0);
    all.put("held_readings", 0.0);
    ledgers.forEach(ledger -> ledger.addOpen(all));
    return all;
  }

  private synchronized void addOpen(Map<String, Double> all) {
    all.merge("gpus", (double) accounts.size(), Double::sum);
    all.merge("held_readings", (double) held.size(), Double::sum);
  }

  synchronized long newestSampleMillis() {
    return newestSampleMillis;
  }
}
