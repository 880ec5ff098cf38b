package io.burnrate.server;

/** What the process returns to its caller. */
final class ExitCodes {
  static final int OK = 0;

  /** It could not start, or failed while running. */
  static final int FAILED = 1;

  /** The command line or the configuration is wrong; nothing was started. */
  static final int USAGE = 2;

  private ExitCodes() {}
}
