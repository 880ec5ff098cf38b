package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingSeries;
import org.jspecify.annotations.Nullable;

/**
 * The part of a line between the metric's name and the number, with what it means. Many lines of a
 * page have the same one. Immutable, but for the row that it leads to.
 */
final class LabelBlock {
  /** What a block speaks of. */
  enum Kind {
    GPU,
    /** A link, a switch, a CPU: entities that have no row. */
    OTHER_ENTITY,
    /** No GPU is named. */
    NO_GPU,
    /** A GPU that the page has no room for. */
    NO_ROOM,
    /** Dropped by a rule. */
    DROPPED,
    /** A new series, and its source has too many. */
    REFUSED,
    /** A model server's series. */
    SERVING,
    /** A series that, after the rules, no column is for. */
    UNMAPPED
  }

  /** Where a block stands in the page. Immutable. */
  static final class Text {
    private final byte[] key;
    private final byte[] bytes;
    private final @Nullable Field field;

    /**
     * A block's text.
     *
     * @param key what it is known by: its bytes, with the metric's name before them where the job
     *     has rules for series
     * @param bytes from behind the name up to the number
     * @param field what the rules made of the name; null where there are none
     */
    Text(byte[] key, byte[] bytes, @Nullable Field field) {
      this.key = key;
      this.bytes = bytes;
      this.field = field;
    }

    byte[] key() {
      return key;
    }

    byte[] bytes() {
      return bytes;
    }

    @Nullable Field field() {
      return field;
    }
  }

  final Text text;

  /** As it stands in the page, from behind the name up to the number. */
  final byte[] bytes;

  final Kind kind;

  /** The GPU's row; null unless the kind is GPU. */
  final @Nullable GpuRow row;

  final RowLabels labels;

  /** Who holds the GPU; null for nobody, or for the device's own reading. */
  final @Nullable Holder holder;

  final boolean mig;

  /** Known to the template, so that lines may be expected to have it. */
  boolean remembered;

  /** What a model server's series means; null for all others. */
  final @Nullable ServingSeries serving;

  /** What {@link Admission} knows it by; 0 before it was asked. */
  long identity;

  /** When {@link Verdicts} gave it last. */
  int lastPage = -1;

  /** What {@link Verdicts} gave after it. */
  @Nullable LabelBlock next;

  LabelBlock(
      byte[] bytes, Kind kind, @Nullable GpuRow row, RowLabels labels, @Nullable Holder holder) {
    this(new Text(bytes, bytes, null), kind, row, labels, holder);
  }

  LabelBlock(
      Text text, Kind kind, @Nullable GpuRow row, RowLabels labels, @Nullable Holder holder) {
    this(text, kind, row, labels, holder, null);
  }

  LabelBlock(
      Text text,
      Kind kind,
      @Nullable GpuRow row,
      RowLabels labels,
      @Nullable Holder holder,
      @Nullable ServingSeries serving) {
    this.text = text;
    this.bytes = text.bytes();
    this.kind = kind;
    this.row = row;
    this.labels = labels;
    this.holder = holder;
    this.serving = serving;
    this.mig = row != null && !row.migInstance.isEmpty();
  }
}
