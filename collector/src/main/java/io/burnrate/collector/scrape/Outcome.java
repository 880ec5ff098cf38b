package io.burnrate.collector.scrape;

/** How a scrape ended. The tag value in metrics is {@link #key()}. */
enum Outcome {
  OK("ok", true),
  /** 200 without a sample: the exporter has no data now, which says nothing about its GPUs. */
  EMPTY("empty", true),
  /** Another status than 200, or a redirect that is not followed. */
  STATUS("status", false),
  /** No connection, or it broke. */
  CONNECTION("connection", false),
  /** The server's certificate is not trusted, or ours is not. */
  TLS("tls", false),
  /** A file with a password, token or certificate cannot be read. */
  CREDENTIALS("credentials", false),
  TIMEOUT("timeout", false),
  TOO_LARGE("tooLarge", false),
  /** More samples than the job allows. */
  SAMPLE_LIMIT("sampleLimit", false),
  /** A series with more, or longer, labels than the job allows. */
  LABEL_LIMIT("labelLimit", false),
  /** The job has more targets than it allows, so none is scraped. */
  TARGET_LIMIT("targetLimit", false),
  /** All pages being received together take too much memory. */
  OVERLOADED("overloaded", false),
  /** The page ends before its format's end: OpenMetrics' mark, or the last message. */
  CUT("cut", false),
  /** None of the formats. */
  UNREADABLE("unreadable", false);

  private final String key;
  private final boolean up;

  Outcome(String key, boolean up) {
    this.key = key;
    this.up = up;
  }

  String key() {
    return key;
  }

  boolean up() {
    return up;
  }
}
