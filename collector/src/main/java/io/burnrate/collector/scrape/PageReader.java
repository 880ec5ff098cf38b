package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingSeries;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over one page. Used by one thread, once. */
final class PageReader {
  /** Some programs put it before UTF-8. */
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Of a GPU's line: it tells nothing of now, not even that a value is missing. */
  private static final Set<Reject> NO_READING =
      EnumSet.of(Reject.BAD_LINE, Reject.NOT_A_NUMBER, Reject.TIME);

  private static final byte[] END = "# EOF".getBytes(StandardCharsets.US_ASCII);

  private final byte[] text;
  private final int length;
  private final Template template;
  private final LineOrder expected;
  private final SeriesBlocks blocks;
  private final PageRows page;
  private final RowWriter rows;
  private final PageCounts counts;
  private final LineTail tail;
  private final boolean marksEnd;
  private final Decimal number = new Decimal();

  /** The line to expect next. */
  private int cursor;

  /** The lines so far, kept from the first one on that was not as expected. */
  private @Nullable LineOrder changed;

  /** Whether the mark that ends an OpenMetrics page was read. */
  private boolean ended;

  PageReader(
      byte[] text,
      int length,
      PageFormat format,
      Template template,
      SeriesBlocks blocks,
      PageRows page,
      LineTail tail) {
    this.text = text;
    this.length = length;
    this.template = template;
    this.expected = template.order();
    this.blocks = blocks;
    this.page = page;
    this.rows = page.gpus;
    this.counts = page.counts;
    this.tail = tail;
    this.marksEnd = format == PageFormat.OPEN_METRICS;
  }

  /** Whether the page is whole, as far as its format tells. */
  boolean read() {
    int at = markEnd();
    while (at < length) {
      int next = ended ? -1 : replay(at);
      if (next < 0 && !ended) {
        next = replaySeries(at);
      }
      at = next >= 0 ? next : readLine(at);
    }
    if (changed != null) {
      template.adopt(changed);
    } else if (cursor > 0 && cursor < expected.lines) {
      template.adopt(expected.first(cursor));
    }
    template.tidy();
    return ended || !marksEnd;
  }

  /** Where a byte order mark ends; 0 where there is none. */
  private int markEnd() {
    boolean marked =
        length >= MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? MARK.length : 0;
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

  /** Reads the line at {@code at} as the model server's one that followed the last; -1 if not. */
  private int replaySeries(int at) {
    LabelBlock block = template.verdicts().expected();
    if (block == null || block.serving == null) {
      return -1;
    }
    byte[] key = block.text.key();
    int value = at + key.length;
    if (value >= length
        || !Arrays.equals(text, at, value, key, 0, key.length)
        || !number.readPlain(text, value, length)) {
      return -1;
    }
    template.verdicts().use(block);
    counts.lines++;
    counts.replayedLines++;
    page.put(block, new PageRows.Reading(number.value, number.fractional, OwnTimes.NONE));
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
    if (from < stop && text[from] == '#') {
      if (marksEnd && Arrays.equals(text, from, stop, END, 0, END.length)) {
        ended = true;
      }
    } else if (from < stop) {
      counts.lines++;
      if (ended) {
        counts.reject(Reject.BEHIND_END);
      } else if (end == length) {
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
    if (open == stop || (nameEnd == from && text[open] != '{')) {
      counts.reject(Reject.BAD_LINE);
      return;
    }
    Field field = Fields.find(text, from, nameEnd);
    if (nameEnd == from
        || blocks.perSeries()
        || (field == null && ServingSeries.mapped(text, from, nameEnd))) {
      readSeries(from, nameEnd, open, stop);
      return;
    }
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
      SeriesBlocks.Place place = new SeriesBlocks.Place(from, nameEnd, open, close, value);
      LabelBlock block = blocks.block(text, place, !rows.full());
      if (block == null) {
        counts.reject(Reject.BAD_LINE);
      } else {
        readReading(field, block, value, stop);
      }
    }
  }

  /** Reads a line whose meaning depends on its name and labels together. */
  private void readSeries(int from, int nameEnd, int open, int stop) {
    boolean bare = text[open] != '{';
    int close = bare ? open : Labels.end(text, open, stop);
    int value = close < 0 ? -1 : Labels.skipBlanks(text, close, stop);
    if (close < 0 || value == stop || (value == nameEnd && bare)) {
      counts.reject(Reject.BAD_LINE);
      return;
    }
    SeriesBlocks.Place place = new SeriesBlocks.Place(from, nameEnd, open, close, value);
    LabelBlock block = blocks.series(text, place, !rows.full());
    if (block == null) {
      counts.reject(Reject.BAD_LINE);
      return;
    }
    Field field = block.text.field();
    if (field != null) {
      counts.parsedLines++;
      readReading(field, block, value, stop);
    } else if (page.takes(block)) {
      Reject reason = tail.read(text, value, stop);
      if (reason == null) {
        page.put(block, reading());
      } else {
        counts.reject(reason);
      }
    }
  }

  private PageRows.Reading reading() {
    return new PageRows.Reading(tail.value, tail.fractional, tail.timeMillis);
  }

  /** A sample without labels: no GPU of ours, if it is a sample at all. */
  private void readBare(@Nullable Field field, int nameEnd, int value, int stop) {
    Reject reason = value == nameEnd ? Reject.BAD_LINE : tail.read(text, value, stop);
    if (reason == Reject.BAD_LINE || reason == Reject.NOT_A_NUMBER) {
      counts.reject(Reject.BAD_LINE);
    } else if (field == null) {
      counts.unmappedLines++;
    } else {
      counts.reject(Reject.NO_GPU);
    }
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

  private void readReading(Field field, LabelBlock block, int value, int stop) {
    if (!blocks.admits(field, block)) {
      counts.reject(Reject.SERIES_LIMIT);
      return;
    }
    follow(field, block);
    Reject reason = block.kind == LabelBlock.Kind.GPU ? tail.read(text, value, stop) : null;
    if (reason != null && NO_READING.contains(reason)) {
      // It begins no row either, and so says nothing of who holds the GPU.
      counts.reject(reason);
    } else if (page.takes(block)) {
      if (reason == null) {
        page.put(block, field, reading());
      } else {
        counts.reject(reason);
      }
    }
  }
}
