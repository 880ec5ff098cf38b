package io.burnrate.server;

import java.net.BindException;

/** Says in a sentence what a failed start means and what to change. */
final class Failures {
  private Failures() {}

  static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "a port is taken ("
            + cause.getMessage()
            + "): stop the other program, or set http.port, otlp.port or otlp.grpcPort";
      }
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
