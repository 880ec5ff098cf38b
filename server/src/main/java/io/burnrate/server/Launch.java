package io.burnrate.server;

import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.pinot.PinotConfig;
import java.io.PrintWriter;

/** Does what a command asks for; each returns an exit code of {@link ExitCodes}. */
interface Launch {
  /** Runs the service until it is told to stop. */
  int serve(ServerConfig config);

  /** Runs the demo until it is told to stop. */
  int demo(DemoOptions options);

  /** Makes or upgrades topics and tables, and prints what it changed. */
  int bootstrap(PinotConfig config, PrintWriter out);
}
