package io.burnrate.alerting;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.UtilizationBasis;
import io.burnrate.drift.DriftVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a test says the world looks like; changed by assignment. */
final class Fleet {
  static final Duration IDLE_AFTER = Duration.ofMinutes(5);

  volatile List<GpuStatus> gpus = List.of();
  volatile List<TargetStatus> targets = List.of();
  volatile List<SloStatus> slos = List.of();
  volatile List<DriftVerdict> drift = List.of();
  volatile LedgerTotals ledger = new LedgerTotals(List.of(), 0, SettableClock.START, 0, 0, 0);

  Signals signals() {
    return new Signals(
        IDLE_AFTER,
        () -> gpus,
        () -> targets,
        () -> CompletableFuture.completedFuture(slos),
        () -> drift,
        () -> ledger);
  }

  Snapshot snapshot(Instant now) {
    return new Snapshot(now, IDLE_AFTER, gpus, targets, slos, drift, ledger);
  }

  /** An H100 that job {@code chat} in {@code team-a} holds, heard of at {@code now}. */
  static GpuStatus gpu(String uuid, double usdPerHour, @Nullable Instant idleSince, Instant now) {
    return gpu(uuid, usdPerHour, idleSince, 0, now);
  }

  /** As above, with an XID error that came up at {@code now}, or none for 0. */
  static GpuStatus gpu(
      String uuid, double usdPerHour, @Nullable Instant idleSince, int xid, Instant now) {
    Owner owner = new Owner("team-a", "chat", "chat-0", "server");
    return new GpuStatus(
        "lab",
        "h100",
        "node-1",
        uuid,
        "NVIDIA H100 80GB HBM3",
        List.of(OwnerShare.unmeasured(owner)),
        0,
        0.01,
        UtilizationBasis.SM_ACTIVE,
        90,
        0.5,
        idleSince,
        xid,
        xid == 0 ? null : now,
        usdPerHour,
        1,
        now,
        now,
        now.plusSeconds(45));
  }

  static TargetStatus target(String url, boolean up, Instant since) {
    return new TargetStatus(url, "lab", "h100", up, since, since, up ? "" : "connection refused");
  }

  static Backoff shortPauses() {
    return new Backoff(Duration.ofMillis(20), Duration.ofMillis(80), new SplittableRandom(1));
  }
}
