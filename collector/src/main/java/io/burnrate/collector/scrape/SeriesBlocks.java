package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingSeries;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a line come to, remembered in the template: for each text of labels, or for
 * each series where the job has rules for series. Used by one thread.
 */
final class SeriesBlocks {
  private static final byte[] NO_BYTES = {};
  private static final RowLabels NO_LABELS = new Meaning("").rowLabels(Map.of());

  private final Template template;
  private final SeriesRules rules;
  private final Meaning meaning;
  private final TargetNames target;
  private final Admission admission;

  /**
   * Where a line's parts are in the text.
   *
   * @param from of the name
   * @param nameEnd behind it; {@code from} where the name is among the labels
   * @param open of the labels; {@code close} where there are none
   * @param close behind them
   * @param value of the number
   */
  record Place(int from, int nameEnd, int open, int close, int value) {
    boolean nameless() {
      return nameEnd == from;
    }
  }

  SeriesBlocks(
      Template template,
      SeriesRules rules,
      Meaning meaning,
      TargetNames target,
      Admission admission) {
    this.template = template;
    this.rules = rules;
    this.meaning = meaning;
    this.target = target;
    this.admission = admission;
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
    if (labels == null || labels.containsKey(Labels.METRIC)) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(text, place.nameEnd(), place.value());
    LabelBlock.Text part = new LabelBlock.Text(bytes, bytes, null);
    return remembered(gpu(part, rules.merged(labels), mayBeNew));
  }

  /** The block of any series, after the rules; null on another syntax. */
  @Nullable LabelBlock series(byte[] text, Place place, boolean mayBeNew) {
    LabelBlock known = template.verdicts().find(text, place.from(), place.value());
    if (known != null) {
      return known;
    }
    known = template.find(text, place.from(), place.value());
    // A line that lost its name looks like the labels of others, whose blocks have no field.
    if (known != null && known.text.field() != null) {
      return known;
    }
    boolean bare = place.open() == place.close();
    Map<String, String> labels =
        bare ? new HashMap<>() : Labels.parse(text, place.open(), place.close());
    String inside = labels == null ? null : labels.remove(Labels.METRIC);
    boolean unnamed = inside != null && inside.isEmpty();
    if (labels == null || unnamed || place.nameless() == (inside == null)) {
      return null;
    }
    String written =
        new String(text, place.from(), place.nameEnd() - place.from(), StandardCharsets.UTF_8);
    byte[] key = Arrays.copyOfRange(text, place.from(), place.value());
    Judged judged = judge(inside == null ? written : inside, labels);
    Field field = judged.field();
    if (field == null) {
      LabelBlock block = verdict(key, judged);
      if (!admission.admits(null, block)) {
        return refused();
      }
      template.verdicts().remember(block);
      return block;
    }
    byte[] bytes = Arrays.copyOfRange(text, place.nameEnd(), place.value());
    Field onPage = written.equals(judged.name()) ? field : template.written(field, written);
    LabelBlock.Text part = new LabelBlock.Text(key, bytes, onPage);
    return remembered(gpu(part, judged.labels(), mayBeNew));
  }

  /** Whether a GPU's series that is known by no line of the page before is let in. */
  boolean admits(Field field, LabelBlock block) {
    return admission.admits(field, block);
  }

  private static LabelBlock refused() {
    return new LabelBlock(NO_BYTES, LabelBlock.Kind.REFUSED, null, NO_LABELS, null);
  }

  private LabelBlock remembered(LabelBlock block) {
    if (block.row != null) {
      template.remember(block);
    }
    return block;
  }

  /** The block of a metric that is in no line; not remembered. */
  LabelBlock metric(FamilyReader.Metric metric, boolean mayBeNew) {
    Judged judged = judge(metric.name(), metric.labels());
    Field field = judged.field();
    LabelBlock block =
        field == null
            ? verdict(NO_BYTES, judged)
            : gpu(new LabelBlock.Text(NO_BYTES, NO_BYTES, field), judged.labels(), mayBeNew);
    boolean kept = block.row != null || block.serving != null;
    return kept && !admission.admits(metric) ? refused() : block;
  }

  /**
   * What a series is, after the rules.
   *
   * @param field of a GPU's series
   * @param serving of a model server's series
   * @param labels without the name
   */
  private record Judged(
      LabelBlock.Kind otherwise,
      @Nullable Field field,
      @Nullable ServingSeries serving,
      String name,
      Map<String, String> labels) {}

  private Judged judge(String name, Map<String, String> labels) {
    Map<String, String> changed = rules.series(name, labels);
    if (changed == null) {
      return new Judged(LabelBlock.Kind.DROPPED, null, null, name, labels);
    }
    String meant = changed.getOrDefault(SeriesRules.NAME, "");
    changed.remove(SeriesRules.NAME);
    byte[] bytes = meant.getBytes(StandardCharsets.UTF_8);
    Field field = Fields.find(bytes, 0, bytes.length);
    ServingSeries serving = null;
    if (field == null) {
      changed.putIfAbsent("instance", target.hostAndPort());
      changed.put(ServingSeries.TARGET, target.name());
      changed.put(ServingSeries.PATH, target.path());
      serving = ServingSeries.series(meant, changed, rules::ofTarget);
    }
    LabelBlock.Kind otherwise =
        serving == null ? LabelBlock.Kind.UNMAPPED : LabelBlock.Kind.SERVING;
    return new Judged(otherwise, field, serving, meant, changed);
  }

  private LabelBlock verdict(byte[] key, Judged judged) {
    return new LabelBlock(
        new LabelBlock.Text(key, key, null),
        judged.otherwise(),
        null,
        NO_LABELS,
        null,
        judged.serving());
  }

  private LabelBlock gpu(LabelBlock.Text text, Map<String, String> series, boolean mayBeNew) {
    Map<String, String> labels = rules.ofDevice(series);
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
    return new LabelBlock(text, kind, row, kept, Meaning.holder(labels));
  }
}
