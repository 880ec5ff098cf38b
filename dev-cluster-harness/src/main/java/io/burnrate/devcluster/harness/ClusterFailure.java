package io.burnrate.devcluster.harness;

/** The cluster did not do what it was told; the message holds the last of what it printed. */
public final class ClusterFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClusterFailure(String message) {
    super(message);
  }

  ClusterFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
