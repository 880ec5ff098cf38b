package io.burnrate.server;

/** Where the process begins. */
public final class Main {
  private Main() {}

  /** See {@code burnrate --help}. */
  public static void main(String[] args) {
    System.exit(Cli.of(new ServiceLaunch(), System.getenv()).execute(args));
  }
}
