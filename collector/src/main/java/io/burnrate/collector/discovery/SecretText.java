package io.burnrate.collector.discovery;

import io.burnrate.domain.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A secret that is given as a text or as a file, which is read anew each time: it may be replaced
 * while we run. Never shows the secret.
 *
 * @param file its path, or empty
 */
public record SecretText(Secret text, String file) {
  public static final SecretText NONE = new SecretText(Secret.NONE, "");

  private static final int MAX_BYTES = 64 << 10;

  public boolean present() {
    return text.present() || !file.isEmpty();
  }

  /** Whether reading it takes reading a file. */
  boolean stored() {
    return !file.isEmpty();
  }

  /** The secret, without blanks around it. Blocks when it is in a file. */
  String read() throws IOException {
    if (!stored()) {
      return text.value();
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      String read = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
      if (read.isEmpty() || read.chars().anyMatch(Character::isISOControl)) {
        throw new IOException(file + ": expected one line of text");
      }
      return read;
    }
  }
}
