package io.burnrate.collector.remotewrite;

/**
 * Settings of the receiver.
 *
 * @param maxBodyBytes a larger body, packed or unpacked, is refused
 */
public record RemoteWriteConfig(long maxBodyBytes) {
  public static final RemoteWriteConfig DEFAULT = new RemoteWriteConfig(64L << 20);
}
