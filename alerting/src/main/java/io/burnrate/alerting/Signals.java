package io.burnrate.alerting;

import io.burnrate.analytics.GpuStatus;
import io.burnrate.analytics.LedgerTotals;
import io.burnrate.analytics.SloStatus;
import io.burnrate.analytics.TargetStatus;
import io.burnrate.drift.DriftVerdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the rules look at. Each supplier is asked once in an evaluation and must not block; what it
 * throws counts as missing data for the rules that need it.
 *
 * @param idleAfter the ledger's own setting, so that a GPU alerts when its time becomes waste
 */
public record Signals(
    Duration idleAfter,
    Supplier<List<GpuStatus>> gpus,
    Supplier<List<TargetStatus>> targets,
    Supplier<CompletionStage<List<SloStatus>>> slos,
    Supplier<List<DriftVerdict>> drift,
    Supplier<LedgerTotals> ledger) {}
