package io.burnrate.alerting;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of an alert: FNV-1a, 64 bits, over its labels sorted by name, as Prometheus does.
 * The price is left out, so that a new price is not a new alert.
 */
final class Fingerprint {
  /** The label that is shown and yet is no part of the identity; also the annotation's name. */
  static final String COST = "costUsdPerHour";

  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte[] SEPARATOR = {(byte) 0xff};

  private Fingerprint() {}

  /** 16 hex digits. */
  static String of(Map<String, String> labels) {
    long hash = OFFSET_BASIS;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      if (!label.getKey().equals(COST)) {
        hash = fnv1a(hash, label.getKey().getBytes(StandardCharsets.UTF_8));
        hash = fnv1a(hash, SEPARATOR);
        hash = fnv1a(hash, label.getValue().getBytes(StandardCharsets.UTF_8));
        hash = fnv1a(hash, SEPARATOR);
      }
    }
    return HexFormat.of().toHexDigits(hash);
  }

  static long fnv1a(byte[] bytes) {
    return fnv1a(OFFSET_BASIS, bytes);
  }

  private static long fnv1a(long hash, byte[] bytes) {
    long next = hash;
    for (byte each : bytes) {
      next = (next ^ (each & 0xff)) * PRIME;
    }
    return next;
  }
}
