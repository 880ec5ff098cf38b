package io.burnrate.collector.metadata;

/** An answer of MLflow that is of no use, or none. */
final class MlflowException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** A bounded set, for counting. */
  enum Reason {
    CONNECTION("connection"),
    TIMEOUT("timeout"),
    STATUS("status"),
    NOT_FOUND("notFound"),
    REDIRECT("redirect"),
    TOO_LARGE("tooLarge"),
    MALFORMED("malformed"),
    CREDENTIALS("credentials"),
    UNFORESEEN("unforeseen");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  MlflowException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /** Whether only what was asked for is bad, and it makes sense to ask for something else. */
  boolean single() {
    return reason == Reason.NOT_FOUND || reason == Reason.MALFORMED || reason == Reason.TOO_LARGE;
  }
}
