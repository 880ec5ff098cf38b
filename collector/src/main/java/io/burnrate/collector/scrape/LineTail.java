package io.burnrate.collector.scrape;

import org.jspecify.annotations.Nullable;

/**
 * What stands behind a line's labels: {@code number [timestamp]}, in OpenMetrics perhaps with an
 * exemplar behind it, which is checked for form and dropped. Used by one thread, for one page.
 */
final class LineTail {
  private static final int MAX_DIGITS = 18;
  private static final double MILLIS = 1_000;

  private final boolean openMetrics;
  private final OwnTimes times;
  private final Decimal number = new Decimal();
  private final Decimal seconds = new Decimal();
  private long written;

  /** The number that was read last. */
  double value;

  /** Whether it was written with a decimal point or an exponent. */
  boolean fractional;

  /** Its time, or {@link OwnTimes#NONE}. */
  long timeMillis = OwnTimes.NONE;

  /** For one page. */
  LineTail(PageFormat format, OwnTimes times) {
    this.openMetrics = format == PageFormat.OPEN_METRICS;
    this.times = times;
  }

  /** Reads {@code text[from, stop)}; null when it is sound, else the reason. */
  @Nullable Reject read(byte[] text, int from, int stop) {
    timeMillis = OwnTimes.NONE;
    // The usual line: a plain number, and nothing behind it.
    if (stop < text.length && number.readPlain(text, from, stop + 1) && number.end == stop) {
      value = number.value;
      fractional = number.fractional;
      return null;
    }
    int end = wordEnd(text, from, stop);
    int rest = Labels.skipBlanks(text, end, stop);
    if (rest < stop && text[rest] != '#') {
      int timeEnd = wordEnd(text, rest, stop);
      if (!(openMetrics ? readSeconds(text, rest, timeEnd) : readMillis(text, rest, timeEnd))) {
        return Reject.BAD_LINE;
      }
      rest = Labels.skipBlanks(text, timeEnd, stop);
      timeMillis = times.wanted(written);
    }
    if (rest < stop && !(openMetrics && exemplar(text, rest, stop))) {
      return Reject.BAD_LINE;
    }
    Reject reason = number.read(text, from, end);
    value = number.value;
    fractional = number.fractional;
    return reason != null || times.sound(timeMillis) ? reason : Reject.TIME;
  }

  private boolean readMillis(byte[] text, int from, int to) {
    int at = text[from] == '-' ? from + 1 : from;
    if (at == to || to - at > MAX_DIGITS) {
      return false;
    }
    long millis = 0;
    for (int i = at; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      millis = millis * 10 + digit;
    }
    written = at == from ? millis : -millis;
    return true;
  }

  private boolean readSeconds(byte[] text, int from, int to) {
    if (seconds.read(text, from, to) != null) {
      return false;
    }
    written = Math.round(seconds.value * MILLIS);
    return true;
  }

  /** Whether {@code # {labels} value [timestamp]} stands there. */
  private boolean exemplar(byte[] text, int from, int stop) {
    int open = text[from] == '#' ? Labels.skipBlanks(text, from + 1, stop) : stop;
    int close = open < stop && text[open] == '{' ? Labels.end(text, open, stop) : -1;
    if (close < 0 || Labels.parse(text, open, close) == null) {
      return false;
    }
    int at = Labels.skipBlanks(text, close, stop);
    int end = wordEnd(text, at, stop);
    int time = Labels.skipBlanks(text, end, stop);
    int timeEnd = wordEnd(text, time, stop);
    return end > at
        && seconds.read(text, at, end) != Reject.NOT_A_NUMBER
        && (time == stop || readSeconds(text, time, timeEnd))
        && Labels.skipBlanks(text, timeEnd, stop) == stop;
  }

  private static int wordEnd(byte[] text, int from, int stop) {
    int at = from;
    while (at < stop && text[at] != ' ' && text[at] != '\t') {
      at++;
    }
    return at;
  }
}
