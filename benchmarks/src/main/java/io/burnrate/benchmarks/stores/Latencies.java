package io.burnrate.benchmarks.stores;

import io.burnrate.benchmarks.stores.Dashboard.Question;
import io.burnrate.store.ResultTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks two stores the same, in turn, once it is known that they answer the same. */
final class Latencies {
  private static final int WARM_UPS = 3;

  private final Side first;
  private final Side second;
  private final int runs;
  private final Progress progress;

  Latencies(Side first, Side second, int runs, Progress progress) {
    this.first = first;
    this.second = second;
    this.runs = runs;
    this.progress = progress;
  }

  /** How long one question took. */
  record Outcome(
      String name, boolean target, int rows, double load, Quantiles first, Quantiles second) {}

  /** The differences between the answers; none when all are equal. */
  List<String> differences(List<Question> questions) {
    List<String> differences = new ArrayList<>();
    for (Question question : questions) {
      ResultTable one = first.ask(question.query());
      ResultTable other = second.ask(question.query());
      Optional<String> difference = Answers.difference(question.query(), one, other);
      progress.say(
          "%s: %,d rows, %s", question.name(), one.rows(), difference.orElse("the same from both"));
      difference.ifPresent(each -> differences.add(question.name() + ": " + each));
    }
    return differences;
  }

  Outcome measure(Question question) {
    double load = Machine.load();
    long[] firstNanos = new long[runs];
    long[] secondNanos = new long[runs];
    int rows = 0;
    for (int run = -WARM_UPS; run < runs; run++) {
      long begun = System.nanoTime();
      rows = first.ask(question.query()).rows();
      long between = System.nanoTime();
      second.ask(question.query());
      long ended = System.nanoTime();
      if (run >= 0) {
        firstNanos[run] = between - begun;
        secondNanos[run] = ended - between;
      }
    }
    Outcome outcome =
        new Outcome(
            question.name(),
            question.target(),
            rows,
            load,
            Quantiles.ofNanos(firstNanos),
            Quantiles.ofNanos(secondNanos));
    progress.say(
        "%s: p50 / p99 %s %.0f / %.0f ms, %s %.0f / %.0f ms",
        question.name(),
        first.name(),
        outcome.first().p50(),
        outcome.first().p99(),
        second.name(),
        outcome.second().p50(),
        outcome.second().p99());
    return outcome;
  }
}
