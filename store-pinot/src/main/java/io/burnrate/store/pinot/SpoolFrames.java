package io.burnrate.store.pinot;

import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * How a parcel lies in a spool file: a mark, the length of what follows, its CRC-32C, and then
 * table, partition, rows and the deflated values, with their {@link Marks} at the end if there are
 * any. The mark is what reading goes on with behind damage.
 */
final class SpoolFrames {
  private static final int MARK = 0x42_72_6e_53;
  private static final int HEADER_BYTES = 3 * Integer.BYTES;

  /** Partition, rows and length of the values. */
  private static final int FIXED_BYTES = 3 * Integer.BYTES;

  private SpoolFrames() {}

  /**
   * A parcel found.
   *
   * @param parcel null for one of a table that this version does not have
   * @param end where the next one may begin
   * @param skipped whether damaged bytes lay before it
   */
  record Frame(@Nullable Parcel parcel, int end, boolean skipped) {}

  static byte[] write(Parcel parcel) {
    byte[] name = parcel.table().name().getBytes(StandardCharsets.UTF_8);
    byte[] value = deflated(joined(parcel));
    int length = 1 + name.length + FIXED_BYTES + value.length;
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
    frame.position(HEADER_BYTES);
    frame.put((byte) name.length).put(name);
    frame.putInt(parcel.partition()).putInt(parcel.rows()).putInt(joinedBytes(parcel));
    frame.put(value);
    frame.putInt(0, MARK).putInt(Integer.BYTES, length);
    frame.putInt(2 * Integer.BYTES, crc(frame.array(), HEADER_BYTES, length));
    return frame.array();
  }

  /** The first whole parcel at or behind {@code from}; null when there is none. */
  static @Nullable Frame next(byte[] file, int from) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    for (int at = from; at + HEADER_BYTES <= file.length; at++) {
      if (bytes.getInt(at) != MARK) {
        continue;
      }
      int length = bytes.getInt(at + Integer.BYTES);
      int start = at + HEADER_BYTES;
      if (length <= FIXED_BYTES || length > file.length - start) {
        continue;
      }
      if (crc(file, start, length) == bytes.getInt(at + 2 * Integer.BYTES)) {
        return new Frame(parcel(bytes, start, length), start + length, at > from);
      }
    }
    return null;
  }

  private static @Nullable Parcel parcel(ByteBuffer file, int start, int length) {
    ByteBuffer in = file.duplicate();
    in.position(start).limit(start + length);
    byte[] name = new byte[Byte.toUnsignedInt(in.get())];
    in.get(name);
    Table table = table(new String(name, StandardCharsets.UTF_8));
    int partition = in.getInt();
    int rows = in.getInt();
    byte[] value = new byte[in.getInt()];
    if (table == null || !inflate(in, value)) {
      return null;
    }
    ByteBuffer joined = ByteBuffer.wrap(value);
    return new Parcel(table, partition, taken(joined, rows), marks(joined, rows));
  }

  /** Each value behind its length, then the marks. */
  private static byte[] joined(Parcel parcel) {
    ByteBuffer all = ByteBuffer.allocate(joinedBytes(parcel));
    parcel.values().forEach(value -> all.putInt(value.length).put(value));
    parcel.marks().forEach(all::putLong);
    return all.array();
  }

  private static int joinedBytes(Parcel parcel) {
    return parcel.bytes() + Integer.BYTES * parcel.rows() + Long.BYTES * parcel.marks().size();
  }

  private static List<byte[]> taken(ByteBuffer all, int rows) {
    List<byte[]> values = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      byte[] value = new byte[all.getInt()];
      all.get(value);
      values.add(value);
    }
    return values;
  }

  private static List<Long> marks(ByteBuffer rest, int rows) {
    if (rest.remaining() < Long.BYTES * rows) {
      return List.of();
    }
    List<Long> marks = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      marks.add(rest.getLong());
    }
    return marks;
  }

  private static @Nullable Table table(String name) {
    return Tables.ALL.stream().filter(table -> table.name().equals(name)).findFirst().orElse(null);
  }

  private static int crc(byte[] bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, start, length);
    return (int) crc.getValue();
  }

  private static byte[] deflated(byte[] value) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(value.length / 4 + 64);
      try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
        deflating.write(value);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    } finally {
      deflater.end();
    }
  }

  private static boolean inflate(ByteBuffer in, byte[] into) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(in);
      int done = 0;
      while (done < into.length) {
        int more = inflater.inflate(into, done, into.length - done);
        if (more == 0) {
          return false;
        }
        done += more;
      }
      return true;
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }
}
