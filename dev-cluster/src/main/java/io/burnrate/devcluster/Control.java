package io.burnrate.devcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Lines {@code stop PART} and {@code start PART}, each answered by {@code stopped PART}, {@code
 * started PART} or {@code failed PART reason} in one line.
 */
final class Control {
  private final Cluster cluster;
  private final PrintWriter out;

  Control(Cluster cluster, PrintWriter out) {
    this.cluster = cluster;
    this.out = out;
  }

  /** Answers lines until there are no more. */
  void serve(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line.strip()));
    }
  }

  private String answer(String line) {
    int space = line.indexOf(' ');
    String verb = space < 0 ? line : line.substring(0, space);
    String part = space < 0 ? "" : line.substring(space + 1).strip();
    try {
      switch (verb) {
        case "stop" -> {
          cluster.stop(part);
          return "stopped " + part;
        }
        case "start" -> {
          cluster.start(part);
          return "started " + part;
        }
        default -> {
          return "failed '" + line + "' is neither 'stop PART' nor 'start PART'";
        }
      }
    } catch (ClusterException failure) {
      return "failed " + part + " " + String.valueOf(failure.getMessage()).replace('\n', ' ');
    }
  }
}
