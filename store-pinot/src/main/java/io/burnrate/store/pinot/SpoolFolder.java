package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The spool's files: numbered ones with parcels, a lock, and how far the oldest has been drained.
 */
final class SpoolFolder implements AutoCloseable {
  private static final String SUFFIX = ".spool";
  private static final int POSITION_BYTES = 2 * Long.BYTES;

  private final Path path;
  private final FileChannel lock;
  private final FileChannel position;

  private SpoolFolder(Path path, FileChannel lock, FileChannel position) {
    this.path = path;
    this.lock = lock;
    this.position = position;
  }

  /** Makes the folder where it is missing, and takes it for this process. */
  static SpoolFolder open(Path path) {
    @Nullable FileChannel lock = null;
    try {
      Files.createDirectories(path);
      lock = channel(path.resolve("lock"));
      if (!taken(lock)) {
        throw new IOException("another process uses it");
      }
      return new SpoolFolder(path, lock, channel(path.resolve("position")));
    } catch (IOException e) {
      closeQuietly(lock);
      throw new BurnrateException(
          ErrorCode.STORE_FAILED, "store.spool: " + path + ": " + e.getMessage(), e);
    }
  }

  private static boolean taken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** The numbers of its files, oldest first. */
  List<Long> numbers() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9a-f]{16}\\" + SUFFIX))
          .map(name -> Long.parseLong(name.substring(0, 16), 16))
          .sorted()
          .toList();
    }
  }

  Path file(long number) {
    return path.resolve(String.format(Locale.ROOT, "%016x", number) + SUFFIX);
  }

  /** A new file, whose name is on disk. */
  FileChannel create(long number) throws IOException {
    FileChannel file =
        FileChannel.open(file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      closeQuietly(file);
      try {
        Files.deleteIfExists(file(number));
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
    return file;
  }

  /**
   * Notes that file {@code number} is drained up to {@code offset}. Not forced: what is drained
   * twice after a power cut is recognised by its identity.
   */
  void note(long number, int offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES).putLong(number).putLong(offset).flip();
    while (bytes.hasRemaining()) {
      position.write(bytes, bytes.position());
    }
  }

  /** How far file {@code number} is drained, as far as is known. */
  int noted(long number) throws IOException {
    ByteBuffer bytes = position();
    boolean known = bytes.hasRemaining() && bytes.getLong() == number;
    return known ? (int) Math.max(0, Math.min(bytes.getLong(), Integer.MAX_VALUE)) : 0;
  }

  /** The file of which something was noted last, which may be gone; -1 when there was none. */
  long notedNumber() throws IOException {
    ByteBuffer bytes = position();
    return bytes.hasRemaining() ? bytes.getLong() : -1;
  }

  /** What is noted; nothing when that is not whole. */
  private ByteBuffer position() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES);
    int read = position.read(bytes, 0);
    return read == POSITION_BYTES ? bytes.flip() : bytes.limit(0);
  }

  @Override
  public void close() {
    closeQuietly(position);
    closeQuietly(lock);
  }

  static void closeQuietly(@Nullable FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is written through it any more.
    }
  }
}
