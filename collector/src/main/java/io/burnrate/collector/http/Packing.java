package io.burnrate.collector.http;

import java.util.function.LongConsumer;

/** How bodies may be packed that an intake understands. Thread-safe. */
public interface Packing {
  /** Plain, or gzip. */
  Packing GZIP_OR_NONE =
      new Packing() {
        @Override
        public boolean takes(String encoding) {
          return switch (encoding) {
            case "", "identity", "gzip", "x-gzip" -> true;
            default -> false;
          };
        }

        @Override
        public String expected() {
          return "gzip or none";
        }

        @Override
        public byte[] unpack(String encoding, byte[] packed, long maxBytes, LongConsumer grow) {
          return encoding.endsWith("gzip") ? Gzip.unpack(packed, maxBytes, grow) : packed;
        }
      };

  /** The header that tells how a body is packed. */
  default String header() {
    return "Content-Encoding";
  }

  /** What an unpacked body of the largest size may be longer by, as it arrives. */
  default int frameBytes() {
    return 0;
  }

  /** Whether bodies with that header, in lower case and empty where there is none, are read. */
  boolean takes(String encoding);

  /** What to send instead, for a person. */
  String expected();

  /**
   * The content of a body; throws a {@link Refusal} where it is not sound.
   *
   * @param maxBytes more content than this is a 413, found before it is unpacked
   * @param grow told how many bytes more are taken, before they are; may throw
   */
  byte[] unpack(String encoding, byte[] packed, long maxBytes, LongConsumer grow);
}
