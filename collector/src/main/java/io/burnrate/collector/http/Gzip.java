package io.burnrate.collector.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** gzip; bodies are unpacked without ever holding more than allowed. */
final class Gzip {
  private static final int FIRST_BYTES = 16 << 10;
  private static final Pattern NO_WEIGHT = Pattern.compile("\\s*q\\s*=\\s*0(\\.0*)?\\s*");

  private Gzip() {}

  /** Whether a sender with that {@code Accept-Encoding} reads gzip. */
  static boolean accepted(@Nullable String header) {
    if (header == null) {
      return false;
    }
    for (String each : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = each.split(";", -1);
      if (parts[0].trim().equals("gzip")) {
        return parts.length == 1 || !NO_WEIGHT.matcher(parts[1]).matches();
      }
    }
    return false;
  }

  static byte[] pack(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
  }

  /**
   * The content of {@code packed}.
   *
   * @param maxBytes more content than this is a 413, found before it is unpacked
   * @param grow told how many bytes more are taken, before they are; may throw
   */
  static byte[] unpack(byte[] packed, long maxBytes, LongConsumer grow) {
    Gunzip content = new Gunzip(maxBytes, grow);
    try {
      if (!content.unpack(packed, packed.length, FIRST_BYTES)) {
        throw Refusal.tooLarge("the body holds more than " + maxBytes + " bytes unpacked");
      }
      byte[] bytes = content.bytes();
      return content.length() == bytes.length ? bytes : Arrays.copyOf(bytes, content.length());
    } catch (EOFException e) {
      throw Refusal.invalid(400, "the body ends before the end of its gzip");
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is not sound gzip: " + e.getMessage());
    }
  }
}
