package io.burnrate.store;

import java.util.Map;

/** A whole store. Constructed without I/O; {@link #open()} does it. */
public interface Store extends AppendStore, TailStore, QueryStore, SharedStore, AutoCloseable {
  /** Creates what is missing and gets ready, or throws BurnrateException. */
  void open();

  /** Whether an operation would likely succeed now. Does not block. */
  Health health();

  /**
   * Its own figures by metric name (without prefix), for /metrics; what only grows has a name that
   * ends in {@code _total}. Does not block.
   */
  Map<String, Double> measurements();

  /** Keeps what was accepted, then stops. Further appends fail. */
  @Override
  void close();

  /**
   * An answer to "are you well?".
   *
   * @param reason empty when well
   */
  record Health(boolean ok, String reason) {
    public static final Health OK = new Health(true, "");

    public static Health failed(String reason) {
      return new Health(false, reason);
    }
  }
}
