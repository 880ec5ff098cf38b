package io.burnrate.server.config;

import io.burnrate.domain.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a secret that is given as a text or, better, as the name of a file that holds it. */
final class SecretFile {
  /** Longer files are refused. */
  static final int MOST_BYTES = 64 << 10;

  private SecretFile() {}

  /** The secret under {@code key} or in the file named under {@code key + "File"}, or none. */
  static Secret secretOrFile(ConfigNode node, String key, Reading reading) {
    Secret secret = node.read(key, Kinds.secret(), Secret.NONE);
    String fileKey = key + "File";
    String file = node.read(fileKey, Kinds.label(), "");
    if (file.isEmpty()) {
      return secret;
    }
    if (secret.present()) {
      reading.wrong(node.child(fileKey), "given beside " + key + "; expected one of them");
      return secret;
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      Secret read = Kinds.secret().parse().apply(text).orElse(Secret.NONE);
      if (!read.present()) {
        reading.wrong(
            node.child(fileKey),
            "expected one line of 1 to " + Kinds.LONGEST_TEXT + " printable characters in " + file);
      }
      return read;
    } catch (IOException | InvalidPathException e) {
      reading.wrong(node.child(fileKey), "cannot read '" + file + "': " + Failures.reason(e));
      return Secret.NONE;
    }
  }
}
