package io.burnrate.domain;

/** A text that never shows itself: not in logs, not in errors, not in dumps. */
public record Secret(String value) {
  public static final Secret NONE = new Secret("");

  public boolean present() {
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return present() ? "(secret)" : "(none)";
  }
}
