package io.burnrate.collector.scrape;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One pass over one page. Used by one thread, once. */
final class PageReader {
  private final byte[] text;
  private final int length;
  private final Template template;
  private final LineOrder expected;
  private final Meaning meaning;
  private final RowWriter rows;
  private final PageCounts counts;
  private final Decimal number = new Decimal();

  /** The line to expect next. */
  private int cursor;

  /** The lines so far, kept from the first one on that was not as expected. */
  private @Nullable LineOrder changed;

  PageReader(
      byte[] text,
      int length,
      Template template,
      Meaning meaning,
      RowWriter rows,
      PageCounts counts) {
    this.text = text;
    this.length = length;
    this.template = template;
    this.expected = template.order();
    this.meaning = meaning;
    this.rows = rows;
    this.counts = counts;
  }

  void read() {
    int at = 0;
    while (at < length) {
      int next = replay(at);
      at = next >= 0 ? next : readLine(at);
    }
    if (changed != null) {
      template.adopt(changed);
    } else if (cursor > 0 && cursor < expected.lines) {
      template.adopt(expected.first(cursor));
    }
    template.tidy();
  }

  /** Reads the line at {@code at} as the expected one; -1 when it is another. */
  private int replay(int at) {
    if (cursor == expected.lines) {
      return -1;
    }
    Field field = expected.fields[cursor];
    LabelBlock block = expected.blocks[cursor];
    int labels = at + field.name.length;
    int value = labels + block.bytes.length;
    GpuRow row = block.row;
    if (value >= length
        || row == null
        || !Arrays.equals(text, at, labels, field.name, 0, field.name.length)
        || !Arrays.equals(text, labels, value, block.bytes, 0, block.bytes.length)) {
      return -1;
    }
    if (!number.readPlain(text, value, length)) {
      return -1;
    }
    cursor++;
    if (changed != null) {
      keep(field, block);
    }
    counts.lines++;
    counts.replayedLines++;
    if (rows.open(block, row)) {
      rows.put(block, row, field, number.value, number.fractional);
    }
    return number.end + 1;
  }

  /** Reads the line at {@code at} without expectations; its end is the answer. */
  private int readLine(int at) {
    int end = at;
    while (end < length && text[end] != '\n') {
      end++;
    }
    int stop = end > at && text[end - 1] == '\r' ? end - 1 : end;
    int from = Labels.skipBlanks(text, at, stop);
    if (from < stop && text[from] != '#') {
      counts.lines++;
      if (end == length) {
        counts.reject(Reject.UNTERMINATED);
      } else if (end - at > PageParser.MAX_LINE_BYTES) {
        counts.reject(Reject.LINE_TOO_LONG);
      } else {
        readSample(from, stop);
      }
    }
    return end + 1;
  }

  private void readSample(int from, int stop) {
    int nameEnd = Labels.nameEnd(text, from, stop);
    int open = Labels.skipBlanks(text, nameEnd, stop);
    if (nameEnd == from || open == stop) {
      counts.reject(Reject.BAD_LINE);
      return;
    }
    Field field = Fields.find(text, from, nameEnd);
    if (text[open] != '{') {
      readBare(field, nameEnd, open, stop);
      return;
    }
    int close = Labels.end(text, open, stop);
    int value = close < 0 ? -1 : Labels.skipBlanks(text, close, stop);
    if (close < 0 || value == stop) {
      counts.reject(Reject.BAD_LINE);
    } else if (field == null) {
      counts.unmappedLines++;
    } else {
      counts.parsedLines++;
      LabelBlock block = block(nameEnd, open, close, value);
      if (block == null) {
        counts.reject(Reject.BAD_LINE);
      } else {
        follow(field, block);
        readValue(field, block, value, stop);
      }
    }
  }

  /** A sample without labels: no GPU of ours, if it is a sample at all. */
  private void readBare(@Nullable Field field, int nameEnd, int value, int stop) {
    Reject reason = value == nameEnd ? Reject.BAD_LINE : readNumber(value, stop);
    if (reason == Reject.BAD_LINE || reason == Reject.NOT_A_NUMBER) {
      counts.reject(Reject.BAD_LINE);
    } else if (field == null) {
      counts.unmappedLines++;
    } else {
      counts.reject(Reject.NO_GPU);
    }
  }

  private @Nullable LabelBlock block(int from, int open, int close, int value) {
    LabelBlock known = template.find(text, from, value);
    if (known != null) {
      return known;
    }
    Map<String, String> labels = Labels.parse(text, open, close);
    if (labels == null) {
      return null;
    }
    LabelBlock.Kind kind = Meaning.kind(labels);
    byte[] bytes = Arrays.copyOfRange(text, from, value);
    RowLabels rowLabels = meaning.rowLabels(labels);
    if (kind != LabelBlock.Kind.GPU) {
      return new LabelBlock(bytes, kind, null, rowLabels, null);
    }
    GpuRow row = template.row(Meaning.uuid(labels), Meaning.migInstance(labels), !rows.full());
    if (row == null) {
      return new LabelBlock(bytes, LabelBlock.Kind.NO_ROOM, null, rowLabels, null);
    }
    RowLabels before = row.labels;
    RowLabels kept = before != null && rowLabels.equals(before) ? before : rowLabels;
    row.labels = kept;
    LabelBlock block = new LabelBlock(bytes, kind, row, kept, Meaning.holder(labels));
    template.remember(block);
    return block;
  }

  /** Finds the place in the expected order again, and keeps the order as it is now. */
  private void follow(Field field, LabelBlock block) {
    if (!block.remembered) {
      return;
    }
    int next = template.locate(field, block, cursor);
    if (changed == null && next != cursor + 1) {
      changed = expected.first(cursor);
    }
    if (changed != null) {
      keep(field, block);
    }
    cursor = next;
  }

  private void keep(Field field, LabelBlock block) {
    if (changed != null && changed.lines < Template.MAX_LINES) {
      changed.add(field, block);
    }
  }

  private void readValue(Field field, LabelBlock block, int value, int stop) {
    GpuRow row = block.row;
    if (block.kind == LabelBlock.Kind.OTHER_ENTITY) {
      counts.unmappedLines++;
    } else if (row == null) {
      boolean noRoom = block.kind == LabelBlock.Kind.NO_ROOM;
      counts.reject(noRoom ? Reject.TOO_MANY_ROWS : Reject.NO_GPU);
    } else if (rows.open(block, row)) {
      Reject reason = readNumber(value, stop);
      if (reason == null) {
        rows.put(block, row, field, number.value, number.fractional);
      } else {
        counts.reject(reason);
      }
    }
  }

  /** Reads {@code number [timestamp]} up to the line's end. Timestamps are checked and dropped. */
  private @Nullable Reject readNumber(int from, int stop) {
    int end = from;
    while (end < stop && text[end] != ' ' && text[end] != '\t') {
      end++;
    }
    int timestamp = Labels.skipBlanks(text, end, stop);
    int at = timestamp < stop && text[timestamp] == '-' ? timestamp + 1 : timestamp;
    while (at < stop && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    at = Labels.skipBlanks(text, at, stop);
    return at < stop ? Reject.BAD_LINE : number.read(text, from, end);
  }
}
