package io.burnrate.collector.discovery;

import java.util.List;
import java.util.stream.Stream;

/**
 * How servers are trusted and how we show who we are. Files are PEM; empty where there is none.
 *
 * @param caFile certificates to trust; empty trusts what Java trusts
 * @param serverName that the certificate must be for, and that is asked for; empty takes the host
 */
public record TlsFiles(
    String caFile, String certFile, String keyFile, String serverName, boolean insecureSkipVerify) {
  public static final TlsFiles DEFAULT = new TlsFiles("", "", "", "", false);

  List<String> files() {
    return Stream.of(caFile, certFile, keyFile).filter(name -> !name.isEmpty()).toList();
  }
}
