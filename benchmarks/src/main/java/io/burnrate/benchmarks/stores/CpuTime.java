package io.burnrate.benchmarks.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** User and system time of a process, all of its threads, from /proc. */
final class CpuTime {
  /** What the kernel tells times in, on every Linux with Java. */
  private static final double TICKS_A_SECOND = 100;

  private static final int USER = 11;

  private CpuTime() {}

  static double seconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name in parentheses may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS_A_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " has ended", e);
    }
  }

  static double own() {
    return seconds(ProcessHandle.current().pid());
  }
}
