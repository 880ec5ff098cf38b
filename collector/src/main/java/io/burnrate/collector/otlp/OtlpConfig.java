package io.burnrate.collector.otlp;

/**
 * Settings of the OTLP receiver.
 *
 * @param port of OTLP over HTTP; 0 picks a free one
 * @param grpcPort of OTLP over gRPC; 0 picks a free one
 * @param maxBodyBytes a larger body, after decompression, is refused
 * @param keepContent whether to keep what was said to or by a model
 */
public record OtlpConfig(
    String host, int port, int grpcPort, long maxBodyBytes, boolean keepContent) {
  public static final OtlpConfig DEFAULT =
      new OtlpConfig("127.0.0.1", 4318, 4317, 64L << 20, false);

  /** The default on free ports of 127.0.0.1. */
  public static final OtlpConfig LOCAL = DEFAULT.on("127.0.0.1", 0, 0);

  /** The same at another address. */
  public OtlpConfig on(String newHost, int newPort, int newGrpcPort) {
    return new OtlpConfig(newHost, newPort, newGrpcPort, maxBodyBytes, keepContent);
  }

  /** The same with another limit. */
  public OtlpConfig limitedTo(long newMaxBodyBytes) {
    return new OtlpConfig(host, port, grpcPort, newMaxBodyBytes, keepContent);
  }
}
