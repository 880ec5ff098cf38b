package io.burnrate.collector.scrape;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one target's last page looked like: the order of its lines, and every label block with its
 * meaning. A line's meaning depends on its metric and its label block only, so remembering never
 * changes what a page says, only how fast it is read. Not thread-safe.
 */
final class Template {
  /** Lines beyond are read the long way. */
  static final int MAX_LINES = 200_000;

  /** Label blocks beyond are read anew each time; so are those beyond the bytes. */
  static final int MAX_BLOCKS = 16_384;

  static final int MAX_BLOCK_BYTES = 4 << 20;

  /** A longer block is read anew each time: a line with it might pass the line's limit. */
  private static final int MAX_BLOCK = PageParser.MAX_LINE_BYTES - 256;

  /** How far to look for a line that does not come where it is expected. */
  static final int MAX_LOOK_AHEAD = 64;

  /** Rows of pages past are dropped when there are more. */
  private static final int MAX_KNOWN_ROWS = 2 * PageParser.MAX_ROWS;

  private static final int SPARE_BLOCKS = 64;
  private static final int MAX_RENAMED = 1_024;

  private LineOrder order = new LineOrder();
  private final int[] firstLine = new int[Fields.ALL.size()];
  private final Map<ByteBuffer, LabelBlock> known = new HashMap<>();
  private final Verdicts verdicts = new Verdicts();
  private final Map<String, Field> renamed = new HashMap<>();
  private final Map<RowKey, GpuRow> rows = new HashMap<>();
  private int knownBytes;
  private int keepAtMost = SPARE_BLOCKS;
  private int liveBlocks;
  private boolean refused;
  private int expectedRows;

  private record RowKey(String uuid, String migInstance) {}

  Template() {
    Arrays.fill(firstLine, -1);
  }

  /** The lines to expect. Callers do not change it. */
  LineOrder order() {
    return order;
  }

  /** How many rows the next page will have, if nothing changed. */
  int expectedRows() {
    return expectedRows;
  }

  void expectRows(int count) {
    expectedRows = count;
  }

  /** The block that reads {@code text[from, to)}, or null when it is not known. */
  @Nullable LabelBlock find(byte[] text, int from, int to) {
    return known.get(ByteBuffer.wrap(text, from, to - from));
  }

  /** Series without a row. */
  Verdicts verdicts() {
    return verdicts;
  }

  /** {@code field}, as the page writes it: the same object each time while there is room. */
  Field written(Field field, String name) {
    Field found = renamed.get(name);
    if (found != null && found.index == field.index) {
      return found;
    }
    Field made = field.written(name);
    if (renamed.size() < MAX_RENAMED) {
      renamed.put(name, made);
    }
    return made;
  }

  /** Remembers {@code block} while there is room. */
  void remember(LabelBlock block) {
    int bytes = block.text.key().length;
    if (bytes <= MAX_BLOCK && known.size() < MAX_BLOCKS && knownBytes + bytes <= MAX_BLOCK_BYTES) {
      knownBytes += bytes;
      known.put(ByteBuffer.wrap(block.text.key()), block);
      block.remembered = true;
    } else {
      refused = true;
    }
  }

  /** The row of that identity, made if it may be; null when it is not known and may not. */
  @Nullable GpuRow row(String uuid, String migInstance, boolean mayBeNew) {
    RowKey key = new RowKey(uuid, migInstance);
    GpuRow row = rows.get(key);
    if (row == null && mayBeNew) {
      row = new GpuRow(uuid, migInstance);
      rows.put(key, row);
    }
    return row;
  }

  /**
   * Where to go on after {@code field} with {@code block} came instead of the line at {@code
   * cursor}: behind the line where it was on the last page, first looked for among the next lines
   * (some vanished), then among those of its metric (their order changed). Stays when it is new.
   */
  int locate(Field field, LabelBlock block, int cursor) {
    int last = Math.min(order.lines, cursor + MAX_LOOK_AHEAD);
    for (int line = cursor; line < last; line++) {
      if (order.fields[line] == field && order.blocks[line] == block) {
        return line + 1;
      }
    }
    int first = firstLine[field.index];
    last = first < 0 ? -1 : Math.min(order.lines, first + MAX_LOOK_AHEAD);
    for (int line = first; line < last && order.fields[line] == field; line++) {
      if (order.blocks[line] == block) {
        return line + 1;
      }
    }
    return cursor;
  }

  /** Expects {@code now} on the next page. */
  void adopt(LineOrder now) {
    order = now.first(now.lines);
    Arrays.fill(firstLine, -1);
    for (int line = order.lines - 1; line >= 0; line--) {
      firstLine[order.fields[line].index] = line;
    }
  }

  /** Tells of all series of the last page; if one is refused, lines are expected no more. */
  void tell(Admission admission) {
    for (int line = 0; line < order.lines; line++) {
      if (!admission.admits(order.fields[line], order.blocks[line])) {
        adopt(new LineOrder());
      }
    }
    verdicts.tell(admission);
  }

  /** Forgets what is not on the last page, when that has become a lot. */
  void tidy() {
    verdicts.tidy();
    boolean wanted = refused && known.size() > liveBlocks;
    if (wanted || known.size() > keepAtMost || rows.size() > MAX_KNOWN_ROWS) {
      forget();
    }
  }

  private void forget() {
    known.clear();
    rows.clear();
    knownBytes = 0;
    Set<LabelBlock> live = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int line = 0; line < order.lines; line++) {
      LabelBlock block = order.blocks[line];
      if (live.add(block)) {
        known.put(ByteBuffer.wrap(block.text.key()), block);
        knownBytes += block.text.key().length;
        GpuRow row = block.row;
        if (row != null) {
          rows.put(new RowKey(row.uuid, row.migInstance), row);
        }
      }
    }
    refused = false;
    liveBlocks = known.size();
    keepAtMost = liveBlocks * 2 + SPARE_BLOCKS;
  }

  /** For tests of the bounds. */
  int knownBlocks() {
    return known.size();
  }

  int knownRows() {
    return rows.size();
  }
}
