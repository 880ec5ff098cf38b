package io.burnrate.collector.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a line come to, remembered in the template: for each text of labels, or for
 * each series where the job has rules for series. Used by one thread.
 */
final class SeriesBlocks {
  private final Template template;
  private final SeriesRules rules;
  private final Meaning meaning;

  /**
   * Where a line's parts are in the text.
   *
   * @param from of the name
   * @param nameEnd behind it
   * @param open of the labels; {@code close} where there are none
   * @param close behind them
   * @param value of the number
   */
  record Place(int from, int nameEnd, int open, int close, int value) {}

  SeriesBlocks(Template template, SeriesRules rules, Meaning meaning) {
    this.template = template;
    this.rules = rules;
    this.meaning = meaning;
  }

  int sampleLimit() {
    return rules.sampleLimit();
  }

  boolean perSeries() {
    return rules.perSeries();
  }

  /** The block of a metric that is known; null on another syntax. */
  @Nullable LabelBlock block(byte[] text, Place place, boolean mayBeNew) {
    LabelBlock known = template.find(text, place.nameEnd(), place.value());
    if (known != null) {
      return known;
    }
    Map<String, String> labels = Labels.parse(text, place.open(), place.close());
    if (labels == null) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(text, place.nameEnd(), place.value());
    Map<String, String> own = rules.ofDevice(rules.merged(labels));
    return remembered(new LabelBlock.Text(bytes, bytes, null), own, mayBeNew);
  }

  /** The block of any series, after the rules; null on another syntax. */
  @Nullable LabelBlock series(byte[] text, Place place, boolean mayBeNew) {
    LabelBlock known = template.find(text, place.from(), place.value());
    if (known == null) {
      known = template.verdicts().find(text, place.from(), place.value());
    }
    if (known != null) {
      return known;
    }
    boolean bare = place.open() == place.close();
    Map<String, String> labels = bare ? Map.of() : Labels.parse(text, place.open(), place.close());
    if (labels == null) {
      return null;
    }
    byte[] key = Arrays.copyOfRange(text, place.from(), place.value());
    String name =
        new String(text, place.from(), place.nameEnd() - place.from(), StandardCharsets.UTF_8);
    Map<String, String> changed = rules.series(name, labels);
    if (changed == null) {
      return verdict(key, LabelBlock.Kind.DROPPED);
    }
    Field field = field(name, changed.getOrDefault(SeriesRules.NAME, ""));
    if (field == null) {
      return verdict(key, LabelBlock.Kind.UNMAPPED);
    }
    changed.remove(SeriesRules.NAME);
    byte[] bytes = Arrays.copyOfRange(text, place.nameEnd(), place.value());
    return remembered(new LabelBlock.Text(key, bytes, field), rules.ofDevice(changed), mayBeNew);
  }

  private LabelBlock verdict(byte[] key, LabelBlock.Kind kind) {
    LabelBlock block =
        new LabelBlock(
            new LabelBlock.Text(key, key, null), kind, null, meaning.rowLabels(Map.of()), null);
    template.verdicts().remember(block);
    return block;
  }

  /** What {@code renamed} is read as; on the page it stands as {@code written}. */
  private @Nullable Field field(String written, String renamed) {
    byte[] name = renamed.getBytes(StandardCharsets.UTF_8);
    Field field = Fields.find(name, 0, name.length);
    return field == null || written.equals(renamed) ? field : template.written(field, written);
  }

  private LabelBlock remembered(
      LabelBlock.Text text, Map<String, String> labels, boolean mayBeNew) {
    LabelBlock.Kind kind = Meaning.kind(labels);
    RowLabels rowLabels = meaning.rowLabels(labels);
    if (kind != LabelBlock.Kind.GPU) {
      return new LabelBlock(text, kind, null, rowLabels, null);
    }
    GpuRow row = template.row(Meaning.uuid(labels), Meaning.migInstance(labels), mayBeNew);
    if (row == null) {
      return new LabelBlock(text, LabelBlock.Kind.NO_ROOM, null, rowLabels, null);
    }
    RowLabels before = row.labels;
    RowLabels kept = before != null && rowLabels.equals(before) ? before : rowLabels;
    row.labels = kept;
    LabelBlock block = new LabelBlock(text, kind, row, kept, Meaning.holder(labels));
    template.remember(block);
    return block;
  }
}
