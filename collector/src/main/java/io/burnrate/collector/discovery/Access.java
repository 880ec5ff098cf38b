package io.burnrate.collector.discovery;

import java.util.Map;

/**
 * How pages are asked for.
 *
 * @param username for basic authentication; empty is none
 * @param headers sent with each request
 */
public record Access(
    String username,
    SecretText password,
    SecretText bearerToken,
    Map<String, String> headers,
    TlsFiles tls,
    boolean followRedirects) {
  public static final Access DEFAULT =
      new Access("", SecretText.NONE, SecretText.NONE, Map.of(), TlsFiles.DEFAULT, true);

  public Access {
    headers = Map.copyOf(headers);
  }

  public Access withoutRedirects() {
    return new Access(username, password, bearerToken, headers, tls, false);
  }

  /** Names no header's value: it may be a secret. */
  @Override
  public String toString() {
    return "Access[" + username + ", " + headers.keySet() + ", " + tls + "]";
  }
}
