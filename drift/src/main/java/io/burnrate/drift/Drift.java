package io.burnrate.drift;

import io.burnrate.domain.BurnrateException;
import io.burnrate.drift.ModelEvaluation.Outcome;
import io.burnrate.store.QueryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges every feature of every model version whose predictions are stored. The one door into this
 * module. Bounded: 200 model versions, 1,000 features each, 20,000 verdicts. Thread-safe; one
 * evaluation runs at a time, and a report can be read meanwhile.
 */
public final class Drift implements AutoCloseable {
  /** Rows that claim to be from further ahead of the clock are not looked at yet. */
  public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(Drift.class);

  private final DriftConfig config;
  private final InstantSource clock;
  private final Predictions predictions;
  private final Limits limits;
  private final ReferenceCache references;
  private final ModelEvaluation evaluation;
  private final ReentrantLock evaluating = new ReentrantLock();

  /** The newest outcome of each model version, that of the longest unevaluated first. */
  private final Map<ModelVersion, Outcome> outcomes = new LinkedHashMap<>();

  private long evaluations;
  private long failures;
  private volatile boolean running;
  private volatile DriftReport report = DriftReport.NONE;
  private volatile Map<String, Double> measurements = Map.of();

  Drift(DriftConfig config, Limits limits, QueryStore store, InstantSource clock) {
    this.config = config;
    this.limits = limits;
    this.clock = clock;
    this.references = new ReferenceCache(limits.referenceBytes());
    this.predictions = new Predictions(store);
    this.evaluation = new ModelEvaluation(config, predictions, references);
  }

  /** Without I/O. The store must be open when {@link #evaluate()} is called. */
  public static Drift create(DriftConfig config, QueryStore store, InstantSource clock) {
    return new Drift(config, Limits.DEFAULT, store, clock);
  }

  /** From now on {@link #evaluate()} does something. Returns at once. */
  public void start() {
    running = true;
  }

  /**
   * Judges the model versions that have new rows since the last call. Blocks, for seconds if there
   * is much to read; to be called on a worker every {@code config.evaluationInterval()}. Returns at
   * once when another call is still at it, before {@link #start()} and after {@link #close()}. Does
   * not throw when the store fails: the old verdicts stay, and the report names the problem.
   */
  public void evaluate() {
    if (!running || !evaluating.tryLock()) {
      return;
    }
    try {
      List<String> problems = new ArrayList<>();
      boolean asked = evaluate(problems);
      evaluations++;
      Instant evaluatedAt = asked ? clock.instant() : report.evaluatedAt();
      List<DriftVerdict> verdicts = asked ? Verdicts.of(config, outcomes) : report.verdicts();
      report = new DriftReport(evaluatedAt, verdicts, listed(problems));
      measurements = measured(verdicts, problems);
    } finally {
      evaluating.unlock();
    }
  }

  /** The newest report. Does not block. */
  public DriftReport report() {
    return report;
  }

  /** Counters and gauges by name, without prefix. Does not block. */
  public Map<String, Double> measurements() {
    return measurements;
  }

  /** Ends; a running evaluation stops before its next model version. */
  @Override
  public void close() {
    running = false;
  }

  private boolean evaluate(List<String> problems) {
    Map<ModelVersion, Extent> found;
    try {
      Instant end = clock.instant().plus(MAX_CLOCK_SKEW);
      found = predictions.modelVersions(end, limits.modelVersions() + 1);
    } catch (BurnrateException e) {
      failed("the model versions could not be listed", e, problems);
      return false;
    }
    if (found.size() > limits.modelVersions()) {
      found.keySet().retainAll(new ArrayList<>(found.keySet()).subList(0, limits.modelVersions()));
      problems.add(
          "more than "
              + limits.modelVersions()
              + " model versions; those with the newest predictions are judged");
    }
    outcomes.keySet().retainAll(found.keySet());
    references.retain(found.keySet());
    evaluateDue(due(found), found, problems);
    outcomes.values().forEach(each -> problems.addAll(each.problems()));
    return true;
  }

  /** The model versions with something new: first the unknown, then the longest unevaluated. */
  private List<ModelVersion> due(Map<ModelVersion, Extent> found) {
    List<ModelVersion> due = new ArrayList<>(found.keySet());
    due.removeAll(outcomes.keySet());
    outcomes.forEach(
        (model, outcome) -> {
          if (!outcome.extent().equals(found.get(model))) {
            due.add(model);
          }
        });
    return due;
  }

  private void evaluateDue(
      List<ModelVersion> due, Map<ModelVersion, Extent> found, List<String> problems) {
    long characters = 0;
    int waiting = 0;
    for (ModelVersion model : due) {
      if (characters >= limits.charactersPerRun() || !running) {
        waiting++;
        continue;
      }
      int room = room(model);
      if (room == 0) {
        outcomes.remove(model);
        problems.add(model.label() + ": not judged, there are " + limits.verdicts() + " verdicts");
        continue;
      }
      try {
        Extent extent = Objects.requireNonNull(found.get(model));
        Outcome outcome = evaluation.evaluate(model, extent, room);
        outcomes.remove(model); // so that it is put last
        outcomes.put(model, outcome);
        characters += outcome.characters();
      } catch (BurnrateException e) {
        failed(model.label() + " could not be read", e, problems);
      }
    }
    if (waiting > 0) {
      problems.add(waiting + " model versions wait for the next evaluation");
    }
  }

  /** How many features of {@code model} may be judged. */
  private int room(ModelVersion model) {
    int others = 0;
    for (Map.Entry<ModelVersion, Outcome> each : outcomes.entrySet()) {
      others += each.getKey().equals(model) ? 0 : each.getValue().findings().size();
    }
    return Math.max(0, Math.min(limits.features(), limits.verdicts() - others));
  }

  private void failed(String what, BurnrateException e, List<String> problems) {
    failures++;
    problems.add(what + ": " + e.code() + ", " + e.getMessage());
    LOG.warn("{}: {}, {}", what, e.code(), e.getMessage());
  }

  private List<String> listed(List<String> problems) {
    if (problems.size() <= limits.problems()) {
      return problems;
    }
    List<String> first = new ArrayList<>(problems.subList(0, limits.problems() - 1));
    first.add("and " + (problems.size() - first.size()) + " more");
    return first;
  }

  private Map<String, Double> measured(List<DriftVerdict> verdicts, List<String> problems) {
    long unreadable = 0;
    for (Outcome each : outcomes.values()) {
      unreadable += each.unreadableRows();
    }
    return Map.of(
        "evaluations_total", (double) evaluations,
        "failures_total", (double) failures,
        "model_versions", (double) outcomes.size(),
        "verdicts", (double) verdicts.size(),
        "unreadable_rows", (double) unreadable,
        "problems", (double) problems.size());
  }
}
