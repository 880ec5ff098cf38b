package io.burnrate.collector.otlp;

/** Why one attribute, or a part of it, is not kept. */
enum Drop {
  /** It, or an event of a span, holds what was said to or by a model. */
  CONTENT("content"),
  /** An event of a span that is no content: there is no column for it. */
  EVENT("event"),
  /** The span's or resource's attributes are larger than {@link AttributeJson#MAX_CHARS}. */
  SIZE("size"),
  /** An attribute of the same name came before. */
  DUPLICATE("duplicate"),
  /** Kept, but its text is cut to {@link AttributeJson#MAX_VALUE_CHARS}. */
  CUT("cut");

  private final String key;

  Drop(String key) {
    this.key = key;
  }

  /** The value of the metric's tag. */
  String key() {
    return key;
  }
}
