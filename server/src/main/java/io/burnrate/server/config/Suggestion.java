package io.burnrate.server.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant, by edit distance (Levenshtein 1966). */
final class Suggestion {
  private static final int LONGEST_NAME = 200;

  private Suggestion() {}

  /** The name nearest to {@code wrong}, if it is near enough to be a slip. */
  static Optional<String> nearest(String wrong, Collection<String> names) {
    String plainWrong = plain(wrong);
    if (plainWrong.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    String best = "";
    int bestDistance = (plainWrong.length() + 2) / 3 + 1;
    for (String name : names) {
      int distance = distance(plainWrong, plain(name));
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Case and word separators are the commonest slips, so they cost nothing. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
