package io.burnrate.collector.discovery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large an expression is once its repetitions are written out, which is what the matcher does
 * first: {@code a{1000}} is a thousand characters. RE2 in Go and C++ limits that; re2j 1.8 does
 * not, so that a few characters can take all memory, or a minute for each match.
 *
 * <p>A character, a class and an alternative count 1. For groups, assertions and {@code * + ?} the
 * matcher calls itself, and some thousands of them are too much for a thread's stack: they count
 * {@link #CALL}.
 */
final class RegexSize {
  private static final int CALL = 16;

  private static final Pattern REPEAT = Pattern.compile("(\\d{1,4})(?:,(\\d{1,4})?)?\\}");

  private final String regex;

  /** The sizes of what stands before each open group. */
  private final Deque<Double> before = new ArrayDeque<>();

  private double size;

  /** Of what a repetition would repeat. */
  private double last;

  private int at;

  private RegexSize(String regex) {
    this.regex = regex;
  }

  /** Above 0 unless it is empty; of what is no expression, some number. */
  static double of(String regex) {
    RegexSize walk = new RegexSize(regex);
    while (walk.at < regex.length()) {
      walk.step();
    }
    while (!walk.before.isEmpty()) {
      walk.close();
    }
    return walk.size;
  }

  private void step() {
    char each = regex.charAt(at++);
    switch (each) {
      case '(' -> {
        before.push(size);
        size = 0;
      }
      case ')' -> {
        if (!before.isEmpty()) {
          close();
        }
      }
      case '*', '+', '?', '^', '$' -> add(CALL);
      case '{' -> repeat();
      case '[' -> {
        skipClass();
        add(1);
      }
      case '\\' -> escape();
      default -> add(1);
    }
  }

  private void add(double atom) {
    last = atom;
    size += atom;
  }

  private void close() {
    double group = size + CALL;
    size = before.pop();
    add(group);
  }

  /** {@code {2}}, {@code {2,}} or {@code {2,5}}; else a character as any other. */
  private void repeat() {
    Matcher counts = REPEAT.matcher(regex).region(at, regex.length());
    if (!counts.lookingAt()) {
      add(1);
      return;
    }
    at = counts.end();
    String most = counts.group(2);
    // What is repeated no times is compiled all the same.
    int times = Math.max(1, Integer.parseInt(most == null ? counts.group(1) : most));
    size += last * (times - 1);
    last *= times;
  }

  private void skipClass() {
    if (at < regex.length() && regex.charAt(at) == '^') {
      at++;
    }
    boolean first = true;
    while (at < regex.length() && (first || regex.charAt(at) != ']')) {
      first = false;
      if (regex.startsWith("[:", at) && regex.indexOf(":]", at) > 0) {
        at = regex.indexOf(":]", at) + 2;
      } else {
        at += regex.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }

  private void escape() {
    char escaped = at < regex.length() ? regex.charAt(at++) : 0;
    if (escaped == 'Q') {
      int end = regex.indexOf("\\E", at);
      int stop = end < 0 ? regex.length() : end;
      size += stop - at;
      last = 1;
      at = end < 0 ? stop : stop + 2;
      return;
    }
    boolean named = escaped == 'p' || escaped == 'P' || escaped == 'x';
    int end = named && regex.startsWith("{", at) ? regex.indexOf('}', at) : -1;
    at = end < 0 ? at : end + 1;
    add(escaped == 'b' || escaped == 'B' || escaped == 'A' || escaped == 'z' ? CALL : 1);
  }
}
