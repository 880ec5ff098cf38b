package io.burnrate.collector.otlp;

/**
 * Settings of the OTLP/HTTP receiver.
 *
 * @param port 0 picks a free one
 * @param maxBodyBytes a larger body, after decompression, is answered with 413
 */
public record OtlpConfig(String host, int port, long maxBodyBytes) {
  public static final OtlpConfig DEFAULT = new OtlpConfig("127.0.0.1", 4318, 64L << 20);
}
