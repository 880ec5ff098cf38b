package io.burnrate.collector.otlp;

/** What is left out of what is kept, and why: attributes, readings, parts of them. */
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
  CUT("cut"),
  /** One of more exemplars of a point than {@link PointJson#MAX_EXEMPLARS}. */
  EXEMPLAR("exemplar"),
  /** A start that lies behind its point: it is kept as not told. */
  START("start"),
  /** A reading of a GPU that is one of DCGM's values for "no value". */
  SENTINEL("sentinel"),
  /** A reading of a GPU that is not a finite number. */
  NOT_FINITE("notFinite"),
  /** A whole GPU's reading, told of a MIG instance. */
  NOT_FOR_MIG("notForMig"),
  /** The mark that a GPU is not read any more. */
  STALE("stale"),
  /** A whole item that is older than {@code store.retention} keeps it. */
  EXPIRED("expired");

  private final String key;

  Drop(String key) {
    this.key = key;
  }

  /** The value of the metric's tag. */
  String key() {
    return key;
  }
}
