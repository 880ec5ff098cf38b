package io.burnrate.analytics;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.Membership;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Shards;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ledger of the shards that this process holds: one {@link Ledger} for each, recovered
 * from the store when the shard is gained and dropped when it is lost. The sums stay. Thread-safe.
 */
final class LedgerWorker implements Worker, LedgerView, AutoCloseable {
  static final String GROUP = "ledger";

  /** Readings stamped by a clock that is ahead of ours by up to this are read back too. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  /** A shard that was refused to us although we hold it is recovered at most this often. */
  private static final Duration BETWEEN_REPAIRS = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(LedgerWorker.class);

  private final LedgerRules rules;
  private final Store store;
  private final InstantSource clock;
  private final int shardCount;
  private final Stall stall;
  private final LedgerSums sums = new LedgerSums();
  private final Map<Integer, Share> shares = new TreeMap<>();

  /** How many appends of each shard have not been answered; of former holdings too. */
  private final Map<Integer, Integer> underWay = new HashMap<>();

  /** Shards whose minutes were refused and that nobody has taken from us. */
  private final Set<Integer> refused = new HashSet<>();

  private Instant nextRepair = Instant.MIN;
  private long takeovers;
  private long notOwnerAppends;
  private volatile Ledger newest;
  private volatile @Nullable Membership membership;

  LedgerWorker(LedgerRules rules, Store store, InstantSource clock) {
    this.rules = rules;
    this.store = store;
    this.clock = clock;
    this.shardCount = store.shardCount();
    this.stall = new Stall(rules.config().closeAfter());
    this.newest = new Ledger(rules, batch -> notOwner(), sums);
  }

  /** One shard as long as we hold it. */
  private final class Share implements AppendStore {
    private final int shard;
    private final Ledger ledger = new Ledger(rules, this, sums);

    Share(int shard) {
      this.shard = shard;
    }

    @Override
    public CompletionStage<Void> append(RowBatch batch) {
      Membership member = membership;
      if (member == null || !begin(this)) {
        return notOwner();
      }
      CompletionStage<Void> answer;
      try {
        answer = member.append(batch);
      } catch (RuntimeException | Error e) {
        answer = CompletableFuture.failedStage(e);
      }
      return answer.whenComplete((done, failure) -> settle(this, failure));
    }
  }

  private static CompletionStage<Void> notOwner() {
    return CompletableFuture.failedStage(
        new BurnrateException(ErrorCode.NOT_OWNER, "this shard of the ledger is not ours"));
  }

  /** Takes part in the work; alone with its store it has recovered everything afterwards. */
  void join() {
    membership = store.join(GROUP, Tables.GPU_SAMPLES, this);
  }

  @Override
  public void gained(Shards shards) {
    begin(shards);
    Instant now = clock.instant();
    LedgerEnds ends = new LedgerEnds(store);
    Map<Integer, Instant> closed =
        shardCount == 1 ? Map.of(0, ends.latest(now)) : ends.byShard(shardCount, now);
    Instant until = shardCount == 1 ? now : now.plus(CLOCK_SKEW);
    Recovery recovery = new Recovery(rules, store, shardCount, now);
    Map<Integer, Share> fresh = new TreeMap<>();
    for (int shard : shards.held()) {
      Share share = new Share(shard);
      recovery.add(shard, share.ledger, closed.getOrDefault(shard, Instant.EPOCH), until);
      fresh.put(shard, share);
    }
    recovery.run();
    if (shardCount > 1) {
      fresh.values().forEach(share -> share.ledger.replayed());
      LOG.info("ledger: took over shards {}", shards);
    }
    hold(fresh);
  }

  /**
   * Drops what is left of an earlier time with these shards. A minute from then that is still on
   * its way could become durable after we have looked which ones are: that is waited for.
   */
  private synchronized void begin(Shards shards) {
    drop(shards);
    for (int shard : shards.held()) {
      if (underWay.containsKey(shard)) {
        throw new IllegalStateException(
            "shard " + shard + ": a minute appended earlier has not been answered yet");
      }
    }
  }

  private synchronized void hold(Map<Integer, Share> fresh) {
    shares.putAll(fresh);
    takeovers += fresh.size();
    fresh.values().forEach(share -> newest = share.ledger);
  }

  @Override
  public synchronized void lost(Shards shards) {
    drop(shards);
  }

  private void drop(Shards shards) {
    refused.removeAll(shards.held());
    for (int shard : shards.held()) {
      Share share = shares.remove(shard);
      if (share != null) {
        share.ledger.abandon();
      }
    }
  }

  private synchronized boolean begin(Share share) {
    boolean ours = shares.get(share.shard) == share;
    if (ours) {
      underWay.merge(share.shard, 1, Integer::sum);
    }
    return ours;
  }

  private synchronized void settle(Share share, @Nullable Throwable failure) {
    underWay.computeIfPresent(share.shard, (shard, count) -> count == 1 ? null : count - 1);
    if (failure == null || !isNotOwner(failure)) {
      return;
    }
    notOwnerAppends++;
    if (shares.remove(share.shard, share)) {
      share.ledger.abandon();
      refused.add(share.shard);
      LOG.info("ledger: shard {} is not ours any more", share.shard);
    }
  }

  private static boolean isNotOwner(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof BurnrateException refusal && refusal.code() == ErrorCode.NOT_OWNER;
  }

  @Override
  public void accept(RowBatch batch) {
    Map<Integer, List<GpuObservation>> byShard = new HashMap<>();
    for (GpuObservation observation : ObservationReader.read(batch)) {
      int shard = Shards.of(observation.labels().gpuUuid(), shardCount);
      byShard.computeIfAbsent(shard, s -> new ArrayList<>()).add(observation);
    }
    byShard.forEach(
        (shard, observations) -> {
          Share share = share(shard);
          if (share != null) {
            share.ledger.observeAll(observations);
          }
        });
    repair();
  }

  private synchronized @Nullable Share share(int shard) {
    return shares.get(shard);
  }

  /**
   * Recovers shards that were refused to us once and are ours all the same, as after a change of
   * members that left them with us. What was handed on meanwhile is in the store.
   */
  private void repair() {
    Membership member = membership;
    Set<Integer> ours;
    synchronized (this) {
      if (refused.isEmpty() || member == null || clock.instant().isBefore(nextRepair)) {
        return;
      }
      nextRepair = clock.instant().plus(BETWEEN_REPAIRS);
      ours = new HashSet<>(refused);
    }
    ours.retainAll(member.held().held());
    if (!ours.isEmpty()) {
      try {
        gained(new Shards(ours, shardCount));
      } catch (RuntimeException e) {
        synchronized (this) {
          refused.addAll(ours);
        }
        throw e;
      }
    }
  }

  /** Closes what is due at {@code now}, unless rows are held up on their way here. */
  void tick(Instant now) {
    Membership member = membership;
    if (member == null) {
      return;
    }
    List<Share> held = held();
    Instant currentAt = held.isEmpty() ? now : member.currentAt();
    if (!stall.holds(now, currentAt)) {
      // A minute waits for all rows of the time in which it may be heard of.
      Instant until = currentAt.isBefore(now) ? currentAt : now;
      held.forEach(share -> share.ledger.tick(until.toEpochMilli()));
    }
  }

  private synchronized List<Share> held() {
    return List.copyOf(shares.values());
  }

  /** The whole ledger of a process that is alone. */
  @Override
  public Ledger ledger() {
    return newest;
  }

  /** Minutes before this instant are closed in every shard that is held. */
  @Override
  public Instant closedUntil() {
    return shardCount == 1
        ? newest.totals().closedUntil()
        : held().stream()
            .map(share -> share.ledger.durableUntil())
            .filter(Objects::nonNull)
            .min(Instant::compareTo)
            .orElse(Instant.EPOCH);
  }

  @Override
  public LedgerTotals totals() {
    return sums.totals(
        closedUntil(), held().stream().mapToLong(share -> share.ledger.openResets()).sum());
  }

  /** How much is open here, and what was left out or put together at a limit. */
  Map<String, Double> ledgerMeasurements() {
    return Ledger.measurements(sums, held().stream().map(share -> share.ledger).toList());
  }

  /** How the work is shared. */
  synchronized Map<String, Double> measurements() {
    return Map.of(
        "held_shards", (double) shares.size(),
        "ledger_takeovers_total", (double) takeovers,
        "not_owner_appends_total", (double) notOwnerAppends,
        "stalled", stall.stalled() ? 1.0 : 0.0);
  }

  @Override
  public void close() {
    Membership member = membership;
    if (member != null) {
      member.close();
    }
  }
}
