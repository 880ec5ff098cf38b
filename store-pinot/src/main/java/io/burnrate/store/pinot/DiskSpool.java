package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parcels on disk that wait for Kafka, in order. Damaged ones are left out and counted; whatever is
 * whole is handed out. One thread uses it; the figures may be read by any.
 */
final class DiskSpool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpool.class);

  /** At least so many files share the space, so that it is given back in parts. */
  private static final int LEAST_FILES = 8;

  private static final int LEAST_SEGMENT_BYTES = 4 << 10;

  private final PinotConfig.Spool config;
  private final int segmentBytes;
  private final FlowCounters counters;
  private final @Nullable SpoolFolder folder;
  private final ArrayDeque<Segment> sealed = new ArrayDeque<>();
  private final List<Integer> headEnds = new ArrayList<>();
  private @Nullable Segment active;
  private @Nullable FileChannel activeFile;
  private byte @Nullable [] oldest;
  private int drainedTo;
  private long nextNumber;

  /** Why rows that were added may not be on disk; null once their senders are told. */
  private @Nullable IOException doubt;

  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong records = new AtomicLong();

  /** One file. */
  private static final class Segment {
    final long number;
    int length;
    int records;

    Segment(long number) {
      this.number = number;
    }
  }

  private DiskSpool(
      PinotConfig.Spool config,
      FlowLimits limits,
      FlowCounters counters,
      @Nullable SpoolFolder folder) {
    this.config = config;
    long share = Math.max(LEAST_SEGMENT_BYTES, config.maxBytes() / LEAST_FILES);
    this.segmentBytes = (int) Math.min(limits.segmentBytes(), share);
    this.counters = counters;
    this.folder = folder;
  }

  /** Takes the folder and finds what an earlier process left there. */
  static DiskSpool open(PinotConfig.Spool config, FlowLimits limits, FlowCounters counters) {
    if (config.maxBytes() <= 0 && !Files.isDirectory(config.path())) {
      return new DiskSpool(config, limits, counters, null);
    }
    SpoolFolder folder = SpoolFolder.open(config.path());
    DiskSpool spool = new DiskSpool(config, limits, counters, folder);
    try {
      for (long number : folder.numbers()) {
        spool.find(folder, number);
      }
      // What was noted of a file that is gone must not be taken for another one's.
      spool.nextNumber = Math.max(spool.nextNumber, folder.notedNumber() + 1);
      return spool;
    } catch (IOException e) {
      folder.close();
      throw new BurnrateException(
          ErrorCode.STORE_FAILED, "store.spool: " + config.path() + ": " + e.getMessage(), e);
    }
  }

  private void find(SpoolFolder from, long number) throws IOException {
    Path file = from.file(number);
    byte[] content = Files.readAllBytes(file);
    Segment segment = new Segment(number);
    segment.length = content.length;
    nextNumber = number + 1;
    int at = sealed.isEmpty() ? from.noted(number) : 0;
    int start = Math.min(at, content.length);
    int end = start;
    for (SpoolFrames.Frame frame = SpoolFrames.next(content, start);
        frame != null;
        frame = SpoolFrames.next(content, end)) {
      end = frame.end();
      segment.records += frame.parcel() == null ? 0 : 1;
      counters.tornRecords.add((frame.skipped() ? 1 : 0) + (frame.parcel() == null ? 1 : 0));
    }
    if (end < content.length) {
      counters.tornRecords.increment();
      LOG.warn("{} ends in {} bytes that are no record", file, content.length - end);
    }
    if (segment.records == 0) {
      Files.delete(file);
      return;
    }
    if (sealed.isEmpty()) {
      drainedTo = start;
    }
    sealed.add(segment);
    bytes.addAndGet(content.length);
    records.addAndGet(segment.records);
  }

  /** Whether it takes anything. */
  boolean enabled() {
    return config.maxBytes() > 0;
  }

  boolean isEmpty() {
    return records.get() == 0;
  }

  long bytes() {
    return bytes.get();
  }

  long records() {
    return records.get();
  }

  /**
   * Writes parcels to its end, all or none; they are on disk after {@link #force}.
   *
   * @throws BurnrateException OVERLOADED when there is no space for them
   */
  void add(List<Parcel> parcels) {
    List<byte[]> frames = parcels.stream().map(SpoolFrames::write).toList();
    int length = frames.stream().mapToInt(frame -> frame.length).sum();
    if (bytes.get() + length > config.maxBytes()) {
      throw full("more than " + config.maxBytes() + " bytes wait for Kafka", null);
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    frames.forEach(joined::put);
    try {
      write(joined.flip(), parcels.size());
    } catch (IOException e) {
      throw full(why(e), e);
    }
  }

  private void write(ByteBuffer frames, int count) throws IOException {
    int length = frames.remaining();
    if (active != null && active.records > 0 && active.length + length > segmentBytes) {
      seal();
    }
    Segment segment = active == null ? begin() : active;
    FileChannel file = file();
    try {
      while (frames.hasRemaining()) {
        file.write(frames, segment.length + frames.position());
      }
    } catch (IOException e) {
      cut(segment, file);
      throw e;
    }
    segment.length += length;
    segment.records += count;
    bytes.addAndGet(length);
    records.addAndGet(count);
  }

  /**
   * Forces everything added to disk.
   *
   * @throws BurnrateException OVERLOADED when anything added since the last call may not be there
   */
  void force() {
    try {
      if (active != null) {
        file().force(false);
      }
    } catch (IOException e) {
      doubt = e;
      retire();
    }
    IOException failed = doubt;
    doubt = null;
    if (failed != null) {
      throw full(why(failed), failed);
    }
  }

  private Segment begin() throws IOException {
    // A number that fails is left out: something may lie there.
    Segment begun = new Segment(nextNumber++);
    activeFile = folder().create(begun.number);
    active = begun;
    return begun;
  }

  /** Takes half a write back, so that it does not count as damage later. */
  private void cut(Segment segment, FileChannel file) {
    try {
      file.truncate(segment.length);
    } catch (IOException e) {
      LOG.warn("store.spool: {} cannot be cut", folder().file(segment.number), e);
      doubt = e;
      retire();
    }
  }

  private void seal() throws IOException {
    if (active == null) {
      return;
    }
    try {
      file().force(true);
    } catch (IOException e) {
      doubt = e;
      throw e;
    } finally {
      retire();
    }
  }

  /**
   * Never writes to the active file again; what is in it is drained. Once forcing has failed, a
   * file system may say that it went well the next time, without having done it.
   */
  private void retire() {
    Segment ended = active;
    SpoolFolder.closeQuietly(activeFile);
    active = null;
    activeFile = null;
    if (ended == null) {
      return;
    }
    if (ended.records > 0) {
      sealed.add(ended);
      return;
    }
    try {
      Files.deleteIfExists(folder().file(ended.number));
    } catch (IOException e) {
      LOG.warn("store.spool: an empty file of {} is left", config.path(), e);
    }
  }

  /** The oldest parcels, at least one where there are any, of at most about {@code maxBytes}. */
  List<Parcel> head(int maxBytes) throws IOException {
    headEnds.clear();
    if (sealed.isEmpty()) {
      seal();
    }
    List<Parcel> head = new ArrayList<>();
    Segment first = sealed.peek();
    if (first == null) {
      return head;
    }
    byte[] content = content(first);
    int at = drainedTo;
    long size = 0;
    while (size < maxBytes) {
      SpoolFrames.Frame frame = SpoolFrames.next(content, at);
      if (frame == null) {
        break;
      }
      at = frame.end();
      if (frame.parcel() != null) {
        head.add(frame.parcel());
        headEnds.add(at);
        size += frame.parcel().bytes();
      }
    }
    return head;
  }

  private byte[] content(Segment first) throws IOException {
    byte[] known = oldest;
    if (known == null) {
      known = Files.readAllBytes(folder().file(first.number));
      oldest = known;
    }
    return known;
  }

  /** Gives up everything of the last {@link #head}, which Kafka has now. */
  void removeHead() throws IOException {
    Segment first = sealed.element();
    int count = headEnds.size();
    first.records -= count;
    records.addAndGet(-count);
    if (first.records > 0 && count > 0) {
      drainedTo = headEnds.get(count - 1);
      folder().note(first.number, drainedTo);
    } else {
      records.addAndGet(-first.records);
      bytes.addAndGet(-first.length);
      sealed.remove();
      oldest = null;
      drainedTo = 0;
      Files.deleteIfExists(folder().file(first.number));
    }
    headEnds.clear();
  }

  private FileChannel file() {
    if (activeFile == null) {
      throw new IllegalStateException("no file is open");
    }
    return activeFile;
  }

  private SpoolFolder folder() {
    if (folder == null) {
      throw new IllegalStateException("there is no spool");
    }
    return folder;
  }

  /** Some exceptions name the file and nothing else. */
  private static String why(IOException e) {
    boolean fileOnly = e instanceof FileSystemException named && named.getReason() == null;
    String message = e.getMessage();
    return fileOnly || message == null ? e.toString() : message;
  }

  private BurnrateException full(String why, @Nullable Throwable cause) {
    counters.spoolRejectedBatches.increment();
    return new BurnrateException(
        ErrorCode.OVERLOADED,
        "store.spool: Kafka does not answer, and "
            + config.path()
            + " takes nothing: "
            + why
            + (cause == null
                ? "; bring Kafka back, or raise store.spool.maxSize"
                : "; free space there"),
        cause);
  }

  @Override
  public void close() {
    try {
      seal();
    } catch (IOException e) {
      LOG.warn("store.spool: {} was not closed well", config.path(), e);
    }
    if (folder != null) {
      folder.close();
    }
  }
}
