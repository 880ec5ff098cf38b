package io.burnrate.drift;

import io.burnrate.drift.Finding.Figures;
import io.burnrate.drift.ModelEvaluation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Judges all features of all model versions together. Pure functions. */
final class Verdicts {
  private record Entry(ModelVersion model, Outcome outcome, Finding finding) {}

  private Verdicts() {}

  /**
   * One verdict for each finding, by model, version and feature. The correction runs over all of
   * them, those of model versions without new rows too: so verdicts depend on what is stored, and
   * not on when it was looked at.
   */
  static List<DriftVerdict> of(DriftConfig config, Map<ModelVersion, Outcome> outcomes) {
    List<Entry> entries = new ArrayList<>();
    outcomes.forEach(
        (model, outcome) ->
            outcome.findings().forEach(each -> entries.add(new Entry(model, outcome, each))));
    entries.sort(
        Comparator.comparing(Entry::model).thenComparing(entry -> entry.finding().feature()));
    double[] adjusted =
        BenjaminiHochberg.adjust(
            entries.stream().mapToDouble(entry -> entry.finding().figures().pValue()).toArray());
    List<DriftVerdict> verdicts = new ArrayList<>(entries.size());
    for (int i = 0; i < adjusted.length; i++) {
      verdicts.add(verdict(config, entries.get(i), adjusted[i]));
    }
    return verdicts;
  }

  private static DriftVerdict verdict(DriftConfig config, Entry entry, double adjustedPValue) {
    Finding finding = entry.finding();
    Figures figures = finding.figures();
    Judgement judgement = new Judgement(config, finding, adjustedPValue);
    return new DriftVerdict(
        entry.model().model(),
        entry.model().version(),
        finding.feature(),
        finding.kind(),
        judgement.verdict(),
        finding.rows().reference(),
        finding.rows().current(),
        entry.outcome().reference(),
        entry.outcome().current(),
        figures.psi(),
        figures.psiNoiseFloor(),
        figures.effect(),
        figures.effectSize(),
        figures.pValue(),
        adjustedPValue,
        judgement.reason(),
        finding.bins());
  }
}
