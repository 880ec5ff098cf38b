package io.burnrate.drift;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** All values of one feature on one side. Immutable by agreement: nothing is copied. */
final class FeatureValues {
  private static final int BYTES_PER_TEXT = 96;

  private final long rows;
  private final double[] numbers;
  private final Map<String, Integer> texts;
  private final long others;

  private FeatureValues(long rows, double[] numbers, Map<String, Integer> texts, long others) {
    this.rows = rows;
    this.numbers = numbers;
    this.texts = texts;
    this.others = others;
  }

  /** The values of a feature that no row has. */
  static FeatureValues missing(long rows) {
    return new FeatureValues(rows, new double[0], Map.of(), 0);
  }

  /** All rows, those without a value too. */
  long rows() {
    return rows;
  }

  /** The finite numbers, ascending. */
  double[] numbers() {
    return numbers;
  }

  /** How often each text occurred; booleans are the texts true and false. */
  Map<String, Integer> texts() {
    return texts;
  }

  /** Values that are neither: lists, objects, numbers beyond the range of a double. */
  long others() {
    return others;
  }

  long textCount() {
    long sum = 0;
    for (int count : texts.values()) {
      sum += count;
    }
    return sum;
  }

  /** Rows without the feature, or with null. */
  long missing() {
    return rows - numbers.length - textCount() - others;
  }

  /** How many different numbers there are; counting stops above {@code most}. */
  int distinctNumbers(int most) {
    int distinct = 0;
    for (int i = 0; i < numbers.length && distinct <= most; i++) {
      distinct += i == 0 || numbers[i] != numbers[i - 1] ? 1 : 0;
    }
    return distinct;
  }

  /** How often each number occurred, by its text. */
  Map<String, Integer> numbersAsTexts() {
    Map<String, Integer> counts = new HashMap<>();
    for (double each : numbers) {
      boolean whole = each == Math.rint(each) && Math.abs(each) < 1e15;
      counts.merge(whole ? Long.toString((long) each) : Double.toString(each), 1, Integer::sum);
    }
    return counts;
  }

  /** About how much memory it takes. */
  long bytes() {
    long sum = 8L * numbers.length;
    for (String text : texts.keySet()) {
      sum += BYTES_PER_TEXT + text.length();
    }
    return sum;
  }

  /** Collects values row by row. Not thread-safe. */
  static final class Builder {
    private final Map<String, Integer> texts = new HashMap<>();
    private double[] numbers = new double[16];
    private int size;
    private long others;
    private long lastRow = -1;

    /**
     * Whether the feature has no value in {@code row} yet: of a name given twice the first counts.
     */
    boolean claim(long row) {
      boolean first = row != lastRow;
      lastRow = row;
      return first;
    }

    /** Adds a number; one that is not finite is neither number nor text. */
    void add(double number) {
      if (!Double.isFinite(number)) {
        others++;
        return;
      }
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, size * 2);
      }
      numbers[size++] = number + 0.0; // -0.0 becomes 0.0
    }

    void add(String text) {
      texts.merge(text, 1, Integer::sum);
    }

    void addOther() {
      others++;
    }

    FeatureValues build(long rows) {
      double[] sorted = Arrays.copyOf(numbers, size);
      Arrays.sort(sorted);
      return new FeatureValues(rows, sorted, texts, others);
    }
  }
}
