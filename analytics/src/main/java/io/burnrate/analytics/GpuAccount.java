package io.burnrate.analytics;

import io.burnrate.domain.EnergyBasis;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books of one physical GPU: every millisecond since it was first heard goes into exactly
 * one entry of a minute. A reading holds from its own time to the next reading's, at most {@code
 * hold}; what is beyond is unknown. Not thread-safe: the ledger guards it.
 */
final class GpuAccount {
  static final long MINUTE_MILLIS = 60_000;

  /** Trust is that of so many closed minutes. */
  private static final int TRUST_MINUTES = 15;

  private final LedgerRules rules;
  private final EnergyMeter energy = new EnergyMeter();
  private final Sharers sharers = new Sharers();
  private final TreeMap<Long, GpuMinute> openMinutes = new TreeMap<>();
  private final long firstHeardMillis;
  private final long accountFrom;
  private final long[] trustedMillis = new long[TRUST_MINUTES];
  private final long[] totalMillis = new long[TRUST_MINUTES];
  private GpuLabels labels;
  private @Nullable GpuObservation last;
  private long[] idleSince = {};
  private long lastHeardMillis;
  private long accountedUntil;

  /** The stretch in which one way is followed without a break, its start left out. */
  private long followedFrom = Long.MIN_VALUE;

  private long followedUntil = Long.MIN_VALUE;

  /** Energy that was drawn and is not entered yet; below 0 when an estimate was too high. */
  private long owedMicrojoules;

  /** What readings came with, until the next stretch of a minute is entered. */
  private long uncountedResets;

  private long uncountedSentinels;
  private long uncountedDuplicates;

  private double knownXid = Double.NaN;
  private int xidError;
  private long xidSinceMillis = -1;

  /** An account that begins with what it hears first. */
  GpuAccount(LedgerRules rules, GpuObservation first, long accountFrom) {
    this.rules = rules;
    this.labels = first.labels();
    this.firstHeardMillis = first.timeMillis();
    this.accountFrom = accountFrom;
    this.accountedUntil = Math.max(first.timeMillis(), accountFrom);
    sharers.note(first);
    GpuObservation completed = rules.requests().complete(first);
    take(completed);
    energy.begin(completed);
  }

  /** An account known from the ledger only: silent so far, and unknown from {@code accountFrom}. */
  GpuAccount(LedgerRules rules, GpuLabels labels, long heardUntil, long accountFrom) {
    this.rules = rules;
    this.labels = labels;
    this.firstHeardMillis = heardUntil;
    this.lastHeardMillis = heardUntil;
    this.accountFrom = accountFrom;
    this.accountedUntil = accountFrom;
  }

  /** Takes the next observation if it is newer than the last one and comes the leading way. */
  Reception observe(GpuObservation next) {
    sharers.note(next);
    GpuObservation followed = last;
    if (followed != null
        && next.timeMillis() > followedFrom
        && next.timeMillis() <= followedUntil
        && !next.sameWay(followed)
        && next.rank() <= followed.rank()) {
      return Reception.SECOND_ROUTE;
    }
    if (next.timeMillis() <= lastHeardMillis) {
      return next.timeMillis() == lastHeardMillis ? Reception.REPEATED : Reception.LATE;
    }
    // First who is there: a list of which all requests are known counts as a complete one.
    account(rules.requests().complete(sharers.complete(next, rules)));
    return Reception.ACCOUNTED;
  }

  /** Takes what an observation says of who shares the GPU, and nothing else. */
  void noteSharers(GpuObservation next) {
    sharers.note(next);
  }

  private void account(GpuObservation next) {
    long left = leftAtMillis();
    if (next.timeMillis() > left) {
      accountUntil(left);
      accountedUntil = Math.max(accountedUntil, next.timeMillis());
      owedMicrojoules = 0;
      last = null;
    }
    GpuObservation previous = last;
    if (previous == null) {
      accountUnknown(next.timeMillis());
      take(next);
      energy.begin(next);
      return;
    }
    long hold = rules.holdMillis(previous);
    long restarts = energy.resets();
    owedMicrojoules += afterStart(previous, next, energy.microjoules(previous, next, hold));
    uncountedResets += energy.resets() - restarts;
    if (next.timeMillis() > accountedUntil) {
      long microjoules = Math.max(0, owedMicrojoules);
      owedMicrojoules -= microjoules;
      boolean estimated = energy.resets() > restarts || energy.basis() != EnergyBasis.COUNTER;
      account(next.timeMillis(), microjoules, energy.basis(), estimated, this::openMinute);
      accountedUntil = next.timeMillis();
    }
    if (next.timeMillis() - previous.timeMillis() > hold) {
      Arrays.fill(idleSince, Long.MAX_VALUE);
    }
    take(next);
  }

  /** When it leaves the fleet if nothing is heard: at the end of a minute. */
  private long leftAtMillis() {
    GpuObservation known = last;
    long hold = known == null ? 0 : rules.holdMillis(known);
    long at = lastHeardMillis + Math.max(rules.forgetAfterMillis(), hold);
    return -Math.floorDiv(-at, MINUTE_MILLIS) * MINUTE_MILLIS;
  }

  /** Whether it has left the fleet before {@code millis}. */
  boolean goneBy(long millis) {
    return leftAtMillis() <= millis;
  }

  /** The part of the energy between two observations that lies after the account's start. */
  private long afterStart(GpuObservation previous, GpuObservation next, long microjoules) {
    long before = Math.max(0, Math.min(accountFrom, next.timeMillis()) - previous.timeMillis());
    long all = next.timeMillis() - previous.timeMillis();
    return before == 0 ? microjoules : (long) (microjoules * ((all - before) / (double) all));
  }

  /** Accounts up to {@code until} on what is known, because that minute has to close. */
  void accountUntil(long until) {
    GpuObservation known = last;
    if (known == null) {
      accountUnknown(until);
    } else if (until > accountedUntil) {
      long microjoules = energy.estimatedMicrojoules(known, measuredMillis(known, until));
      owedMicrojoules -= microjoules;
      account(until, microjoules, energy.basis(), true, this::openMinute);
      accountedUntil = until;
    }
  }

  /** The time from the last entry to {@code now} as it looks now, without entering it. */
  void preview(long now, LongFunction<GpuMinute> minutes) {
    GpuObservation known = last;
    if (known != null && now > accountedUntil) {
      double watts = Double.isNaN(known.powerWatts()) ? 0 : known.powerWatts();
      long microjoules = Math.round(watts * measuredMillis(known, now) * 1_000);
      // The next reading will say more, so this is no estimate yet that lowers trust.
      boolean estimated = Double.isNaN(known.energyMillijoules());
      account(now, microjoules, EnergyBasis.INTEGRATED_POWER, estimated, minutes);
    }
  }

  /** Takes the minute that starts at {@code startMillis} out; null when nothing is in it. */
  @Nullable GpuMinute close(long startMillis) {
    accountUntil(startMillis + MINUTE_MILLIS);
    GpuMinute minute = openMinutes.remove(startMillis);
    if (minute != null) {
      int slot = (int) Math.floorMod(startMillis / MINUTE_MILLIS, (long) TRUST_MINUTES);
      totalMillis[slot] = minute.gpuMillis();
      trustedMillis[slot] = minute.trustedMillis();
    }
    return minute;
  }

  /** Part of the last closed minutes that can be trusted; 1 before the first has closed. */
  double trustRatio() {
    long total = Arrays.stream(totalMillis).sum();
    return total == 0 ? 1 : Math.min(1, Arrays.stream(trustedMillis).sum() / (double) total);
  }

  Collection<GpuMinute> openMinutes() {
    return openMinutes.values();
  }

  private long measuredMillis(GpuObservation known, long until) {
    long held = known.timeMillis() + rules.holdMillis(known);
    return Math.max(0, Math.min(until, held) - accountedUntil);
  }

  private void accountUnknown(long until) {
    if (until > accountedUntil) {
      pieces(
          accountedUntil,
          until,
          0,
          this::openMinute,
          (minute, from, to, microjoules) ->
              Segment.unknown(minute, to - from, microjoules, EnergyBasis.NONE));
      accountedUntil = until;
    }
  }

  private void account(
      long until,
      long microjoules,
      EnergyBasis basis,
      boolean estimated,
      LongFunction<GpuMinute> minutes) {
    GpuObservation known = Objects.requireNonNull(last);
    long from = accountedUntil;
    if (until <= from) {
      return;
    }
    long measuredTo = from + measuredMillis(known, until);
    // Only a counter says what was drawn in the silence; power is of the time that it holds.
    double silence = basis == EnergyBasis.COUNTER || measuredTo == from ? until - measuredTo : 0;
    long[] energyOf = Shares.split(microjoules, new double[] {measuredTo - from, silence});
    Segment segment = new Segment(known, idleSince, rules.idleAfterMillis(), basis, estimated);
    pieces(from, measuredTo, energyOf[0], minutes, segment::measured);
    pieces(
        measuredTo,
        until,
        energyOf[1],
        minutes,
        (minute, begin, end, part) -> Segment.unknown(minute, end - begin, part, basis));
  }

  /** Cuts a stretch at the minutes' borders and its energy in proportion. */
  private static void pieces(
      long from, long to, long microjoules, LongFunction<GpuMinute> minutes, Piece piece) {
    long at = from;
    long given = 0;
    while (at < to) {
      long start = Math.floorDiv(at, MINUTE_MILLIS) * MINUTE_MILLIS;
      long end = Math.min(to, start + MINUTE_MILLIS);
      long upToEnd =
          end == to ? microjoules : (long) ((double) microjoules * (end - from) / (to - from));
      GpuMinute minute = minutes.apply(start);
      minute.cover(at, end);
      piece.put(minute, at, end, upToEnd - given);
      given = upToEnd;
      at = end;
    }
  }

  private interface Piece {
    void put(GpuMinute minute, long from, long to, long microjoules);
  }

  private GpuMinute openMinute(long start) {
    GpuMinute minute = openMinutes.computeIfAbsent(start, s -> new GpuMinute(labels, s));
    minute.count(uncountedResets, uncountedSentinels, uncountedDuplicates);
    uncountedResets = 0;
    uncountedSentinels = 0;
    uncountedDuplicates = 0;
    return minute;
  }

  /** Notes that a reading of it was not accounted because there is one already. */
  void noteDuplicate() {
    uncountedDuplicates++;
  }

  private void take(GpuObservation next) {
    noteXid(next);
    uncountedSentinels += next.sentinels();
    uncountedDuplicates += next.duplicates();
    long[] since = new long[next.parts().size()];
    for (int i = 0; i < since.length; i++) {
      GpuPart part = next.parts().get(i);
      since[i] =
          part.idle(rules.idleBelowRatio()) ? idleBefore(part, next.timeMillis()) : Long.MAX_VALUE;
    }
    idleSince = since;
    boolean goesOn = last != null && next.sameWay(last) && next.timeMillis() <= followedUntil;
    followedFrom = goesOn ? followedFrom : lastHeardMillis;
    followedUntil = next.timeMillis() + rules.aloneMillis(next);
    last = next;
    labels = next.labels();
    lastHeardMillis = next.timeMillis();
  }

  /**
   * Since when {@code part} is idle: earlier than {@code now} if it was so under the same owners.
   */
  private long idleBefore(GpuPart part, long now) {
    if (last != null) {
      for (int i = 0; i < last.parts().size() && i < idleSince.length; i++) {
        GpuPart before = last.parts().get(i);
        if (before.migInstance().equals(part.migInstance())) {
          boolean same = before.sameOwners(part);
          return same && idleSince[i] != Long.MAX_VALUE ? idleSince[i] : now;
        }
      }
    }
    return now;
  }

  /** The code is sticky: only one that comes up while we watch is news. */
  private void noteXid(GpuObservation next) {
    double code = next.xidError();
    if (Double.isNaN(code)) {
      return;
    }
    if (code == 0) {
      xidError = 0;
      xidSinceMillis = -1;
    } else if (!Double.isNaN(knownXid) && code != knownXid) {
      xidError = (int) code;
      xidSinceMillis = next.timeMillis();
    }
    knownXid = code;
  }

  /** Tells it what it cannot have seen: that its standing XID code came up at {@code since}. */
  void recallXid(long sinceMillis) {
    if (knownXid > 0 && xidSinceMillis < 0) {
      xidError = (int) knownXid;
      xidSinceMillis = sinceMillis;
    }
  }

  GpuLabels labels() {
    return labels;
  }

  @Nullable GpuObservation last() {
    return last;
  }

  long firstHeardMillis() {
    return firstHeardMillis;
  }

  long lastHeardMillis() {
    return lastHeardMillis;
  }

  long accountedUntil() {
    return accountedUntil;
  }

  long resets() {
    return energy.resets();
  }

  int xidError() {
    return xidError;
  }

  /** -1 for none. */
  long xidSinceMillis() {
    return xidSinceMillis;
  }

  /**
   * Since when all allocated parts are idle; {@link Long#MAX_VALUE} when one is busy or none is.
   */
  long idleSinceMillis() {
    long latest = Long.MAX_VALUE;
    GpuObservation known = last;
    if (known == null) {
      return latest;
    }
    boolean any = false;
    long since = 0;
    for (int i = 0; i < idleSince.length; i++) {
      if (known.parts().get(i).allocated()) {
        any = true;
        since = Math.max(since, idleSince[i]);
      }
    }
    return any ? since : latest;
  }
}
