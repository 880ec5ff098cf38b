package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Digests of what tells things apart: the first 128 bits of a SHA-256 over a form of our own in
 * which the order of attributes makes no difference and no two different things look alike. The
 * same in every process. Reused; one thread.
 */
final class Identity {
  private static final int DIGEST_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();
  private static final Comparator<KeyValue> BY_KEY = Comparator.comparing(KeyValue::getKey);

  private final MessageDigest sha = sha();
  private byte[] bytes = new byte[1024];
  private int length;

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Forgets what was added. */
  Identity begin() {
    length = 0;
    return this;
  }

  Identity add(long number) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[length++] = (byte) (number >>> shift);
    }
    return this;
  }

  Identity add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  Identity add(byte[] more) {
    add((long) more.length);
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  /** Adds attributes, in any order. Of several of one name, their order counts. */
  Identity add(List<KeyValue> attributes) {
    add((long) attributes.size());
    List<KeyValue> sorted = attributes;
    if (attributes.size() > 1) {
      KeyValue[] array = attributes.toArray(new KeyValue[0]);
      Arrays.sort(array, BY_KEY); // stable
      sorted = Arrays.asList(array);
    }
    for (KeyValue attribute : sorted) {
      add(attribute.getKey());
      add(attribute.getValue());
    }
    return this;
  }

  Identity add(AnyValue value) {
    add((long) value.getValueCase().getNumber());
    return switch (value.getValueCase()) {
      case STRING_VALUE -> add(value.getStringValue());
      case BOOL_VALUE -> add(value.getBoolValue() ? 1L : 0L);
      case INT_VALUE -> add(value.getIntValue());
      case DOUBLE_VALUE -> add(Double.doubleToLongBits(value.getDoubleValue()));
      case BYTES_VALUE -> add(value.getBytesValue().toByteArray());
      case KVLIST_VALUE -> add(value.getKvlistValue().getValuesList());
      case ARRAY_VALUE -> {
        add((long) value.getArrayValue().getValuesCount());
        value.getArrayValue().getValuesList().forEach(this::add);
        yield this;
      }
      default -> this;
    };
  }

  /** The digest of what was added. */
  byte[] digest() {
    sha.update(bytes, 0, length);
    return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
  }

  /** The digest in 32 hexadecimal digits. */
  String text() {
    return HEX.formatHex(digest());
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
