package io.burnrate.domain;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The 64-bit FNV-1a hash of Fowler, Noll and Vo, for names that have to be the same after a restart
 * and on every machine. Not for secrets: collisions are easy to make. Not thread-safe.
 *
 * <p>Source: Fowler, Noll, Vo, Eastlake, "The FNV Non-Cryptographic Hash Algorithm"
 * (draft-eastlake-fnv).
 */
public final class Fnv1a {
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /** Stands in no UTF-8 text, so that what comes before and after it never runs together. */
  private static final int SEPARATOR = 0xff;

  private long hash = OFFSET_BASIS;

  /** Takes in the UTF-8 bytes of {@code text}. */
  public Fnv1a add(String text) {
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      add(each & 0xff);
    }
    return this;
  }

  /** Takes in a byte that ends a part: texts in two parts differ from the same in one. */
  public Fnv1a separate() {
    add(SEPARATOR);
    return this;
  }

  /** The hash of all that was taken in. */
  public long value() {
    return hash;
  }

  /** The hash of all that was taken in, as 16 hex digits. */
  public String hex() {
    return HexFormat.of().toHexDigits(hash);
  }

  private void add(int octet) {
    hash = (hash ^ octet) * PRIME;
  }
}
