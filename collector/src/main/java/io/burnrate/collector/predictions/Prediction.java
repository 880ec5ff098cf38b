package io.burnrate.collector.predictions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One line, read.
 *
 * @param timeMillis since the epoch
 * @param features a flat JSON object of numbers and texts, ordered by name
 * @param label empty when not known
 * @param id empty when the sender gave none
 */
record Prediction(
    String model,
    String version,
    long timeMillis,
    String features,
    String prediction,
    String label,
    String id) {
  private static final int HASH_BYTES = 16;

  /**
   * The sender's id, or a hash of what the line says: the same prediction sent again is the same
   * row, however its members are ordered.
   */
  String identity() {
    if (!id.isEmpty()) {
      return id;
    }
    // U+0000 is in none of them, so that no two different lines run together
    String line = String.join("\0", version, features, prediction, label);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
