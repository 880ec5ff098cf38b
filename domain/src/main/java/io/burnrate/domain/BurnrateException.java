package io.burnrate.domain;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the world outside the program, with a code that says who acts and whether to retry.
 */
public final class BurnrateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public BurnrateException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public BurnrateException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
