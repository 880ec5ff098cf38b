package io.burnrate.collector.http;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.HttpProblem;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Why a request is not served, in the words of HTTP. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * A refusal.
   *
   * @param status of HTTP, 4xx or 5xx
   * @param code an {@link ErrorCode}'s name, or one of {@link HttpProblem#code}
   */
  public Refusal(int status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  public static Refusal invalid(int status, String detail) {
    return new Refusal(status, HttpProblem.code(status), detail);
  }

  public static Refusal tooLarge(String detail) {
    return new Refusal(413, ErrorCode.TOO_LARGE.name(), detail);
  }

  public static Refusal overloaded(String detail) {
    return new Refusal(503, ErrorCode.OVERLOADED.name(), detail);
  }

  /** What {@code failure} means to the sender: whatever may be repeated becomes a 503. */
  public static Refusal of(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof BurnrateException world) {
      int status = world.code().retryable() ? 503 : 500;
      return new Refusal(status, world.code().name(), String.valueOf(world.getMessage()));
    }
    if (cause instanceof TimeoutException) {
      return new Refusal(
          503, ErrorCode.TIMEOUT.name(), "the store took too long; repeating is safe");
    }
    return new Refusal(500, "INTERNAL", "unexpected failure; the log says more");
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public boolean retryable() {
    return status == 503 || status == 429;
  }

  /** A fault of ours that nobody foresaw. */
  public boolean unforeseen() {
    return code.equals("INTERNAL");
  }
}
