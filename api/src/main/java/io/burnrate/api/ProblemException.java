package io.burnrate.api;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.HttpProblem;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A question that cannot be answered, as RFC 9457 tells it. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Longer texts of the asker are cut before they are shown to it again. */
  private static final int LONGEST_ECHO = 80;

  private final int status;
  private final String code;
  private final String title;
  private final String parameter;

  private ProblemException(int status, String code, String title, String detail, String parameter) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.title = title;
    this.parameter = parameter;
  }

  /** A parameter has a value that is not allowed. */
  static ProblemException badValue(String parameter, String found, String allowed) {
    return new ProblemException(
        400,
        ErrorCode.INVALID_REQUEST.name(),
        "A query parameter is wrong",
        parameter + ": expected " + allowed + ", got '" + cut(found) + "'",
        parameter);
  }

  static ProblemException repeated(String parameter) {
    return new ProblemException(
        400,
        ErrorCode.INVALID_REQUEST.name(),
        "A query parameter is given twice",
        cut(parameter) + ": expected once, got it several times",
        cut(parameter));
  }

  static ProblemException unknownParameter(String parameter, List<String> allowed) {
    return new ProblemException(
        400,
        ErrorCode.INVALID_REQUEST.name(),
        "There is no such query parameter",
        cut(parameter)
            + ": no such parameter; "
            + (allowed.isEmpty() ? "none is allowed here" : "allowed are " + allowed),
        cut(parameter));
  }

  /** The request fails before any parameter of it is looked at. */
  static ProblemException ofStatus(int status, String detail) {
    return new ProblemException(
        status, HttpProblem.code(status), HttpProblem.title(status), detail, "");
  }

  /** What to tell about {@code failure}; nothing of our insides. */
  static ProblemException of(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException problem) {
      return problem;
    }
    if (cause instanceof BurnrateException coded) {
      return ofCode(coded);
    }
    return ofStatus(500, "The service failed; its log says why");
  }

  private static ProblemException ofCode(BurnrateException failure) {
    int status =
        switch (failure.code()) {
          // Here it is the answer that would be too large, for want of a narrower question.
          case INVALID_REQUEST, TOO_LARGE -> 400;
          case TIMEOUT -> 504;
          case OVERLOADED, STORE_UNREACHABLE, STORE_FAILED, PARTIAL_RESULT, NOT_OWNER -> 503;
        };
    // What the store says may name files and statements: that is for the log alone.
    String detail =
        failure.code().blame() == ErrorCode.Blame.STORE
            ? "The store: " + failure.code()
            : String.valueOf(failure.getMessage());
    return new ProblemException(
        status, failure.code().name(), HttpProblem.title(status), detail, "");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String title() {
    return title;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** The parameter at fault; empty when it is none. */
  String parameter() {
    return parameter;
  }

  /** Whether the same question may be answered later. */
  boolean retryable() {
    return status == 503 || status == 504;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "…";
  }
}
