package io.burnrate.server;

import io.burnrate.server.config.ServerConfig;

/** Starts the service. */
final class ServiceLaunch implements Launch {
  @Override
  public int serve(ServerConfig config) {
    throw new UnsupportedOperationException("serve");
  }

  @Override
  public int demo(DemoOptions options) {
    throw new UnsupportedOperationException("demo");
  }
}
