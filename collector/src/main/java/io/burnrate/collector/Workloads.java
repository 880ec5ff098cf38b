package io.burnrate.collector;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses a pod's controller from its name, by the endings that Kubernetes' controllers append. A
 * guess: a pod that is named so by hand loses its ending too.
 */
public final class Workloads {
  /** The letters and digits that Kubernetes draws name endings from. */
  private static final String SAFE = "[bcdfghjklmnpqrstvwxz2456789]";

  private static final Pattern REPLICA_SET =
      Pattern.compile("(.+)-" + SAFE + "{8,10}-" + SAFE + "{5}");
  private static final Pattern DRAWN = Pattern.compile("(.+)-" + SAFE + "{5}");
  private static final Pattern NUMBERED = Pattern.compile("(.+)-[0-9]+");

  private Workloads() {}

  /**
   * The name without a Deployment's {@code -hash-xxxxx}, a Job's or DaemonSet's {@code -xxxxx}
   * (with the index or the CronJob's minute before it), or a StatefulSet's {@code -0}.
   */
  public static String of(String pod) {
    Matcher replicaSet = REPLICA_SET.matcher(pod);
    if (replicaSet.matches()) {
      return replicaSet.group(1);
    }
    Matcher drawn = DRAWN.matcher(pod);
    String rest = drawn.matches() ? drawn.group(1) : pod;
    Matcher numbered = NUMBERED.matcher(rest);
    return numbered.matches() ? numbered.group(1) : rest;
  }
}
