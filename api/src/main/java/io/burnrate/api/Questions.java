package io.burnrate.api;

import io.burnrate.alerting.AlertStatus;
import io.burnrate.analytics.Analytics;
import io.burnrate.analytics.Dimension;
import io.burnrate.domain.TimeRange;
import io.burnrate.drift.DriftVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Turns parameters into questions to the sources. Thread-safe. */
final class Questions {
  private static final List<Dimension> LEDGER_DIMENSIONS = List.of(Dimension.values());

  private static final List<Dimension> UTILIZATION_DIMENSIONS =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Dimension.CLASS)));

  private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

  private final ApiSources sources;

  Questions(ApiSources sources) {
    this.sources = sources;
  }

  Question utilization(Parameters parameters) {
    Dimension by = parameters.by(UTILIZATION_DIMENSIONS);
    Duration window = parameters.window();
    int limit = parameters.limit();
    return new Question(
        List.of("utilization", by, window, limit),
        () ->
            sources
                .analytics()
                .utilization(by, window)
                .thenApply(report -> MeasureAnswers.utilization(report, limit)));
  }

  Question ledger(Parameters parameters) {
    Dimension by = parameters.by(LEDGER_DIMENSIONS);
    Optional<TimeRange> range = range(parameters);
    int limit = parameters.limit();
    return new Question(
        List.of("ledger", by, range, limit),
        () ->
            sources
                .analytics()
                .ledger(by, range.orElseGet(this::lastClosedHour))
                .thenApply(report -> MeasureAnswers.ledger(report, limit)));
  }

  /** Empty without a start and an end; with a start alone it ends with the minute that is now. */
  private Optional<TimeRange> range(Parameters parameters) {
    Optional<Instant> givenStart = parameters.instant("start");
    Optional<Instant> givenEnd = parameters.instant("end");
    if (givenStart.isEmpty() && givenEnd.isEmpty()) {
      return Optional.empty();
    }
    Instant end = givenEnd.orElseGet(() -> minute().plus(1, ChronoUnit.MINUTES));
    Instant start = givenStart.orElseGet(() -> end.minus(DEFAULT_RANGE));
    if (!start.isBefore(end)) {
      throw ProblemException.badValue(
          "start", start.toString(), "an instant before the end, " + end);
    }
    if (Duration.between(start, end).compareTo(Analytics.LONGEST_RANGE) > 0) {
      throw ProblemException.badValue(
          "start",
          start.toString(),
          "at most " + Parameters.longestRange() + " before the end, " + end);
    }
    return Optional.of(new TimeRange(start, end));
  }

  private TimeRange lastClosedHour() {
    Instant closed = sources.analytics().ledgerTotals().closedUntil();
    return TimeRange.ending(closed.isAfter(Instant.EPOCH) ? closed : minute(), DEFAULT_RANGE);
  }

  private Instant minute() {
    return sources.clock().instant().truncatedTo(ChronoUnit.MINUTES);
  }

  Question slos(Parameters parameters) {
    return new Question(
        List.of("slos"), () -> sources.analytics().slos().thenApply(MeasureAnswers::slos));
  }

  Question drift(Parameters parameters) {
    Optional<String> model = parameters.text("model");
    Optional<String> verdict =
        parameters.choice("verdict", WireNames.all(DriftVerdict.Verdict.class).keySet());
    int limit = parameters.limit();
    return atOnce(
        List.of("drift", model, verdict, limit),
        () ->
            StateAnswers.drift(
                sources.drift().get(),
                each ->
                    (model.isEmpty() || model.get().equals(each.model()))
                        && (verdict.isEmpty()
                            || verdict.get().equals(WireNames.of(each.verdict()))),
                limit));
  }

  Question alerts(Parameters parameters) {
    Optional<String> state =
        parameters.choice("state", WireNames.all(AlertStatus.State.class).keySet());
    Optional<String> name = parameters.text("alertname");
    int limit = parameters.limit();
    return atOnce(
        List.of("alerts", state, name, limit),
        () ->
            StateAnswers.alerts(
                sources.alerts().get().stream()
                    .filter(
                        each -> state.isEmpty() || state.get().equals(WireNames.of(each.state())))
                    .filter(
                        each -> name.isEmpty() || name.get().equals(each.labels().get("alertname")))
                    .toList(),
                sources.deliveries().get(),
                limit));
  }

  Question hints(Parameters parameters) {
    Optional<String> kind = parameters.choice("kind", WireNames.HINT_KINDS);
    int limit = parameters.limit();
    return atOnce(
        List.of("hints", kind, limit),
        () -> StateAnswers.hints(sources.hints().get(), kind.orElse(null), limit));
  }

  Question targets(Parameters parameters) {
    int limit = parameters.limit();
    return atOnce(
        List.of("targets", limit),
        () -> StateAnswers.targets(sources.analytics().targets(), limit));
  }

  private static Question atOnce(List<Object> key, Supplier<Answer> work) {
    return new Question(key, () -> CompletableFuture.completedFuture(work.get()));
  }
}
