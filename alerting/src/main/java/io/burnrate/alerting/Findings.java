package io.burnrate.alerting;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a rule saw in one evaluation.
 *
 * @param met where its condition holds
 * @param others how the subject of an open alert stands that is not among {@code met}
 */
record Findings(List<Finding> met, Function<Map<String, String>, Standing> others) {
  /** How a subject stands whose condition was not seen to hold. */
  enum Standing {
    /** It was looked at, and is well. */
    CLEAR,
    /** It is known, and its data is too old or too little to tell. */
    MISSING,
    /** Nobody speaks of it any more. */
    UNLISTED
  }

  /** The rule could not look at all. */
  static Findings missing() {
    return new Findings(List.of(), labels -> Standing.MISSING);
  }
}
