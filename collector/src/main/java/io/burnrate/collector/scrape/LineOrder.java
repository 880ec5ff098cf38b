package io.burnrate.collector.scrape;

import java.util.Arrays;

/** Lines of a page in their order, each as its metric and its labels. Not thread-safe. */
final class LineOrder {
  Field[] fields;
  LabelBlock[] blocks;
  int lines;

  LineOrder() {
    this(new Field[0], new LabelBlock[0]);
  }

  private LineOrder(Field[] fields, LabelBlock[] blocks) {
    this.fields = fields;
    this.blocks = blocks;
    this.lines = fields.length;
  }

  /** A copy of the first {@code count} lines. */
  LineOrder first(int count) {
    return new LineOrder(Arrays.copyOf(fields, count), Arrays.copyOf(blocks, count));
  }

  void add(Field field, LabelBlock block) {
    if (lines == fields.length) {
      int longer = Math.max(64, lines + lines / 2);
      fields = Arrays.copyOf(fields, longer);
      blocks = Arrays.copyOf(blocks, longer);
    }
    fields[lines] = field;
    blocks[lines++] = block;
  }
}
