package io.burnrate.feedback;

import io.burnrate.domain.Fnv1a;

/** The name of a piece of advice: FNV-1a, 64 bits, over what it says and of whom. */
final class HintId {
  private HintId() {}

  /** 16 hex digits. */
  static String of(String... parts) {
    Fnv1a hash = new Fnv1a();
    for (String part : parts) {
      hash.add(part).separate();
    }
    return hash.hex();
  }
}
