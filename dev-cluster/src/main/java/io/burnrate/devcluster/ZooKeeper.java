package io.burnrate.devcluster;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.PurgeTxnLog;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.jspecify.annotations.Nullable;

/** ZooKeeper, where Pinot's parts find each other. */
final class ZooKeeper implements Part {
  private static final int TICK_MS = 300;

  /** Roles ask for 30 s, and may have it: a long pause of a busy laptop ends no session. */
  private static final int MAX_SESSION_MS = 30_000;

  private static final int MAX_CONNECTIONS = 200;
  private static final int KEPT_SNAPSHOTS = 3;
  private static final long MAX_CLOSING_NANOS = 10_000_000_000L;

  private final Path folder;
  private final int port;
  private @Nullable NIOServerCnxnFactory listener;

  ZooKeeper(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  @Override
  public String name() {
    return "zookeeper";
  }

  @Override
  public void start() throws Exception {
    File data = folder.toFile();
    PurgeTxnLog.purge(data, data, KEPT_SNAPSHOTS);
    ZooKeeperServer server = new ZooKeeperServer(data, data, TICK_MS);
    server.setMaxSessionTimeout(MAX_SESSION_MS);
    NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
    factory.configure(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_CONNECTIONS);
    listener = factory;
    factory.startup(server);
    closeStoredSessions(server);
  }

  /**
   * After a kill the sessions of the dead roles are still in the data, and with them their claims
   * to be alive; the roles would wait until those have timed out.
   */
  private static void closeStoredSessions(ZooKeeperServer server)
      throws IOException, InterruptedException {
    for (long session : server.getZKDatabase().getSessions()) {
      server.closeSession(session);
    }
    long begun = System.nanoTime();
    while (!server.getZKDatabase().getSessions().isEmpty()) {
      if (System.nanoTime() - begun > MAX_CLOSING_NANOS) {
        throw new IOException("stored sessions do not close");
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void stop() {
    if (listener != null) {
      listener.shutdown();
      listener = null;
    }
  }
}
