package io.burnrate.store.duckdb;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database file in its folder, held by this process alone. Thread-safe. */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final String FILE = "burnrate.duckdb";
  private static final String LOCK = "burnrate.lock";
  private static final String SPILL = "spill";
  private static final long LEAST_CHECKPOINT_BYTES = 16L << 20;
  private static final long USUAL_CHECKPOINT_BYTES = 32L << 20;
  private static final long MOST_CHECKPOINT_BYTES = 128L << 20;

  /** With more log than this, closing leaves it to be read at the next start. */
  static final long QUICK_CHECKPOINT_BYTES = 4L << 20;

  private static final int SPILL_PER_MEMORY = 8;
  private static final int REOPENINGS = 50;
  private static final long BETWEEN_REOPENINGS_MILLIS = 100;

  private final DuckDbConfig config;
  private final Path folder;
  private final FileChannel lock;
  private final LogLimit logLimit;
  private DuckDBConnection root;
  private long checkpointBytes;
  private volatile boolean broken;

  private Database(DuckDbConfig config, Path folder, FileChannel lock, DuckDBConnection root) {
    this.config = config;
    this.folder = folder;
    this.lock = lock;
    this.root = root;
    this.checkpointBytes = checkpointBytes(config, USUAL_CHECKPOINT_BYTES);
    this.logLimit = new LogLimit(checkpointBytes, checkpointBytes(config, MOST_CHECKPOINT_BYTES));
  }

  /** Opens or creates the file; throws BurnrateException that names {@code store.path}. */
  static Database open(DuckDbConfig config) {
    Path folder = config.path().toAbsolutePath().normalize();
    FileChannel lock = lock(folder);
    try {
      return new Database(config, folder, lock, connect(folder, config));
    } catch (BurnrateException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  private static DuckDBConnection connect(Path folder, DuckDbConfig config) {
    DuckDBConnection root = null;
    try {
      root =
          (DuckDBConnection)
              DriverManager.getConnection(
                  "jdbc:duckdb:" + folder.resolve(FILE), settings(folder, config));
      Schema.prepare(root, folder);
      try (Statement statement = root.createStatement()) {
        // It would have no bound; close() does one that has.
        statement.execute(Sql.NO_CHECKPOINT_AT_SHUTDOWN);
      }
      return root;
    } catch (SQLException e) {
      closeQuietly(root);
      throw new BurnrateException(ErrorCode.STORE_FAILED, advice(folder, e), e);
    } catch (BurnrateException e) {
      closeQuietly(root);
      throw e;
    }
  }

  private static FileChannel lock(Path folder) {
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(LOCK);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return channel;
      }
      closeQuietly(channel);
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new BurnrateException(
          ErrorCode.STORE_FAILED,
          "store.path: cannot write in the folder " + folder + " (" + e + ")",
          e);
    }
    throw new BurnrateException(
        ErrorCode.STORE_UNREACHABLE,
        "store.path: another running Burnrate uses "
            + folder
            + "; stop it or give this one another folder");
  }

  private static Properties settings(Path folder, DuckDbConfig config) throws SQLException {
    if (folder.toString().contains(";")) {
      throw new SQLException("the driver cannot open a path with a semicolon");
    }
    long memory = config.memoryLimitBytes();
    Properties settings = new Properties();
    settings.setProperty("memory_limit", memory + "B");
    settings.setProperty("threads", Integer.toString(config.threads()));
    settings.setProperty(
        "checkpoint_threshold", checkpointBytes(config, USUAL_CHECKPOINT_BYTES) + "B");
    settings.setProperty("temp_directory", folder.resolve(SPILL).toString());
    settings.setProperty("max_temp_directory_size", memory * SPILL_PER_MEMORY + "B");
    settings.setProperty("preserve_insertion_order", "false");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("enable_external_access", "false");
    return settings;
  }

  /** At most a quarter of the memory, where rows lie until a checkpoint; at most {@code most}. */
  private static long checkpointBytes(DuckDbConfig config, long most) {
    return Math.max(LEAST_CHECKPOINT_BYTES, Math.min(most, config.memoryLimitBytes() / 4));
  }

  /**
   * Lets the log grow longer before the next checkpoint while it grows fast: each checkpoint writes
   * the last rows of every column once more.
   *
   * @param connection outside a transaction
   */
  synchronized void paceCheckpoints(DuckDBConnection connection, long nanos) {
    if (!logLimit.due(nanos)) {
      return;
    }
    long wanted = logLimit.look(logBytes(), nanos);
    if (wanted == checkpointBytes) {
      return;
    }
    // Whether it can be set or not: it is said once, not at each look.
    checkpointBytes = wanted;
    try (Statement statement = connection.createStatement()) {
      statement.execute(Sql.checkpointAt(wanted));
    } catch (SQLException e) {
      failed(e);
      LOG.warn("Checkpoints cannot be put off until {} bytes of log", wanted, e);
    }
  }

  private static String advice(Path folder, SQLException cause) {
    String said = String.valueOf(cause.getMessage());
    String what;
    if (said.contains("Could not set lock")) {
      what = "another program has the database open; stop it or use another folder";
    } else if (said.contains("Permission denied") || said.contains("read-only")) {
      what = "the file cannot be written; correct its owner or rights";
    } else {
      what =
          "the file cannot be opened: it is damaged, or not ours; restore a copy of it, or move it"
              + " away to start with an empty store";
    }
    return "store.path: " + folder.resolve(FILE) + ": " + what + " (" + said + ")";
  }

  /** Another connection to the same file. */
  synchronized DuckDBConnection connect() throws SQLException {
    return root.duplicate();
  }

  /**
   * Notes what a statement failed with. After some failures, of memory or disk during a checkpoint
   * for one, DuckDB refuses everything until it is opened anew.
   */
  void failed(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    if (said.contains("FATAL Error") || said.contains("INTERNAL Error")) {
      broken = true;
    }
  }

  /** Whether only {@link #reopen} helps. */
  boolean broken() {
    return broken;
  }

  /** Opens the file anew; every other connection must be closed. */
  synchronized void reopen() throws InterruptedException {
    closeQuietly(root);
    for (int i = 1; broken; i++) {
      try {
        root = connect(folder, config);
        checkpointBytes = checkpointBytes(config, USUAL_CHECKPOINT_BYTES);
        broken = false;
      } catch (BurnrateException e) {
        // DuckDB lets go of the old one a moment after its last statement ended.
        if (i == REOPENINGS || !String.valueOf(e.getMessage()).contains("been invalidated")) {
          throw e;
        }
        Thread.sleep(BETWEEN_REOPENINGS_MILLIS);
      }
    }
  }

  /** What the file and its log take on disk; 0 for what cannot be seen. */
  long bytes() {
    return size(folder.resolve(FILE)) + logBytes();
  }

  private long logBytes() {
    return size(folder.resolve(FILE + ".wal"));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Writes the log into the file if that is quick, then lets go of both. */
  @Override
  public synchronized void close() {
    if (logBytes() <= QUICK_CHECKPOINT_BYTES) {
      try (Statement statement = root.createStatement()) {
        statement.execute(Sql.CHECKPOINT);
      } catch (SQLException e) {
        LOG.warn("No checkpoint when closing; the log is read at the next start instead", e);
      }
    }
    closeQuietly(root);
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      LOG.warn("Closing {}", resource, e);
    }
  }
}
