package io.burnrate.drift;

import io.burnrate.drift.DriftVerdict.Verdict;
import io.burnrate.drift.Finding.Figures;
import java.util.ArrayList;
import java.util.List;

/** Turns figures into a verdict and says why. */
final class Judgement {
  private final DriftConfig config;
  private final Finding finding;
  private final Figures figures;
  private final double adjustedPValue;

  Judgement(DriftConfig config, Finding finding, double adjustedPValue) {
    this.config = config;
    this.finding = finding;
    this.figures = finding.figures();
    this.adjustedPValue = adjustedPValue;
  }

  /**
   * Drift is a large effect that is also significant. What is not drift is called no drift only if
   * the rows were enough to see an effect of the size that counts.
   */
  Verdict verdict() {
    if (finding.rows().current() == 0) {
      return Verdict.NO_DATA;
    }
    if (finding.rows().smaller() < config.minRows()) {
      return Verdict.INSUFFICIENT;
    }
    if (significant() && (largeEffect() || largePsi())) {
      return Verdict.DRIFT;
    }
    boolean tooFewValues = finding.values().smaller() < config.minRows();
    return tooFewValues || figures.detectable() > config.effectThreshold()
        ? Verdict.INSUFFICIENT
        : Verdict.NO_DRIFT;
  }

  private boolean significant() {
    return adjustedPValue < config.alpha();
  }

  private boolean largeEffect() {
    return figures.effectSize() >= config.effectThreshold();
  }

  private boolean largePsi() {
    return figures.psi() >= config.psiThreshold() && figures.psi() > figures.psiNoiseFloor();
  }

  /** Why, for a person. */
  String reason() {
    List<String> sentences = new ArrayList<>();
    Verdict verdict = verdict();
    if (verdict == Verdict.NO_DATA) {
      return "No rows after the reference.";
    }
    if (finding.rows().smaller() < config.minRows()) {
      return "Only "
          + sides(finding.rows())
          + " rows; at least "
          + Wording.count(config.minRows())
          + " on both sides are needed.";
    }
    sentences.add(figuresInWords());
    if (verdict == Verdict.INSUFFICIENT) {
      sentences.add(whyInsufficient());
    } else if (verdict == Verdict.NO_DRIFT && (largeEffect() || largePsi())) {
      sentences.add("That may be chance.");
    }
    sentences.addAll(finding.notes());
    return String.join(" ", sentences);
  }

  private String figuresInWords() {
    return effectName()
        + " "
        + Wording.figure(figures.effectSize())
        + " (threshold "
        + Wording.figure(config.effectThreshold())
        + "), PSI "
        + Wording.figure(figures.psi())
        + " (threshold "
        + Wording.figure(config.psiThreshold())
        + ", noise floor "
        + Wording.figure(figures.psiNoiseFloor())
        + "), adjusted p "
        + Wording.figure(adjustedPValue)
        + ".";
  }

  private String effectName() {
    return switch (figures.effect()) {
      case DriftVerdict.KS_D -> "KS distance";
      case DriftVerdict.PRESENCE_CHANGE -> "Part of rows that lost or gained a number";
      case DriftVerdict.CHANGED_RATIO -> "Part of rows that changed";
      default -> "Cramér's V";
    };
  }

  private String whyInsufficient() {
    if (finding.values().smaller() < config.minRows()) {
      return "Only " + sides(finding.values()) + " values to compare.";
    }
    return "With "
        + sides(finding.values())
        + " values an effect under "
        + Wording.figure(figures.detectable())
        + " cannot be told from chance.";
  }

  private static String sides(Finding.Sides sides) {
    return Wording.count(sides.reference())
        + " reference and "
        + Wording.count(sides.current())
        + " current";
  }
}
