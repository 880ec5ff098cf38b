package io.burnrate.domain;

/** Stable names for what can go wrong outside the program: in logs, metrics and problem bodies. */
public enum ErrorCode {
  /** The request is wrong; repeating it will not help. */
  INVALID_REQUEST(Blame.CALLER, false),
  /** The request is larger than a limit allows. */
  TOO_LARGE(Blame.CALLER, false),
  /** Something of ours is full; repeat later. */
  OVERLOADED(Blame.US, true),
  /** The store does not answer, or is closing. */
  STORE_UNREACHABLE(Blame.STORE, true),
  /** The store answered with an error. */
  STORE_FAILED(Blame.STORE, true),
  /** The store answered for a part of the data only. */
  PARTIAL_RESULT(Blame.STORE, true),
  /** The store took longer than allowed. */
  TIMEOUT(Blame.STORE, true),
  /** Another replica does this work now; repeating it here will not help. */
  NOT_OWNER(Blame.US, false);

  /** Who has to act. */
  public enum Blame {
    CALLER,
    STORE,
    US
  }

  private final Blame blame;
  private final boolean retryable;

  ErrorCode(Blame blame, boolean retryable) {
    this.blame = blame;
    this.retryable = retryable;
  }

  public Blame blame() {
    return blame;
  }

  public boolean retryable() {
    return retryable;
  }
}
