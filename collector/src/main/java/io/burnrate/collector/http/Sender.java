package io.burnrate.collector.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** Who sent a request. */
public final class Sender {
  /** Longer names are cut. */
  static final int MAX_CHARS = 256;

  private static final String UNKNOWN = "unknown";

  private Sender() {}

  /**
   * What the header says where it is given, else the sender's address. Not trusted: whoever may
   * send may call itself anything.
   */
  public static String of(HttpServerRequest request, String tenantHeader) {
    String tenant = request.getHeader(tenantHeader);
    if (tenant != null && !tenant.isBlank()) {
      return CleanText.of(tenant.trim(), MAX_CHARS);
    }
    SocketAddress address = request.remoteAddress();
    String host = address == null ? null : address.hostAddress();
    return host == null ? UNKNOWN : host;
  }
}
