package io.burnrate.collector.scrape;

/** A scrape that brought no page. Expected to happen, so without a stack trace. */
final class ScrapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  ScrapeException(Outcome outcome, String message) {
    super(message, null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
