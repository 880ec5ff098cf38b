package io.burnrate.benchmarks.stores;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells on standard error what is going on, with the seconds since the beginning. Thread-safe. */
final class Progress {
  private final PrintWriter out;
  private final long begun = System.nanoTime();

  Progress(PrintWriter out) {
    this.out = out;
  }

  void say(String format, Object... values) {
    double seconds = Ingest.seconds(begun);
    String line = String.format(Locale.ROOT, format, values);
    out.println(String.format(Locale.ROOT, "%7.1fs  %s", seconds, line));
    out.flush();
  }
}
