package io.burnrate.store.pinot;

/** Stub. */
public final class PinotBootstrap {
  private PinotBootstrap() {}

  /** Stub. */
  public static PinotBootstrap create(PinotConfig config) {
    return new PinotBootstrap();
  }

  void check() {}
}
