package io.burnrate.api;

/**
 * Settings of the API's listener.
 *
 * @param port 0 picks a free one
 */
public record HttpConfig(String host, int port) {
  public static final HttpConfig DEFAULT = new HttpConfig("127.0.0.1", 8480);
}
