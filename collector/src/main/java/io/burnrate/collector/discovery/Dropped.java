package io.burnrate.collector.discovery;

import java.util.Map;

/** Something that was found and is not scraped. */
public record Dropped(String job, Map<String, String> discovered, Reason reason) {
  /** Why. The tag value in metrics is {@link #key()}. */
  public enum Reason {
    /** A rule dropped it. */
    RELABELING("relabeling"),
    NO_ADDRESS("noAddress"),
    /** It is no host and port, or a URL. */
    BAD_ADDRESS("badAddress"),
    /** Neither http nor https. */
    BAD_SCHEME("badScheme"),
    /** No duration, or one that is not allowed. */
    BAD_INTERVAL("badInterval"),
    /** Another target has the same URL. */
    DUPLICATE("duplicate"),
    /** There are {@link Discoverer#MAX_TARGETS} already. */
    TOO_MANY("tooMany");

    private final String key;

    Reason(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  public Dropped {
    discovered = Map.copyOf(discovered);
  }
}
