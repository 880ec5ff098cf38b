package io.burnrate.server;

import io.burnrate.server.config.ServerConfig;

/** Runs the service until it is told to stop; each returns an exit code of {@link ExitCodes}. */
interface Launch {
  int serve(ServerConfig config);

  int demo(DemoOptions options);
}
