package io.burnrate.collector.predictions;

/** A line that is not a prediction. */
final class BadLine extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  /** What is wrong with it, roughly: a metric's tag. */
  enum Reason {
    JSON("json"),
    MISSING("missingMember"),
    TYPE("wrongType"),
    TIME("time"),
    SIZE("size"),
    FEATURES("tooManyFeatures");

    private final String key;

    Reason(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  BadLine(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
