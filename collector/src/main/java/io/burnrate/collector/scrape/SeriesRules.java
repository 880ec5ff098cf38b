package io.burnrate.collector.scrape;

import io.burnrate.collector.discovery.Job;
import io.burnrate.collector.discovery.Limits;
import io.burnrate.collector.discovery.RelabelRule;
import io.burnrate.collector.discovery.Relabeling;
import io.burnrate.collector.discovery.Target;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a target and its job make of the labels on its page: the target's own are added, then the
 * job's rules for series apply, then its limits. As in Prometheus, a label that both have is the
 * target's and the page's becomes {@code exported_…}, unless the job honours the page's. Immutable.
 */
public final class SeriesRules {
  /** The label that a series' name is under. */
  public static final String NAME = "__name__";

  /** Which labels of a page name the holder of a GPU, and are no target's to say. */
  private static final Set<String> OF_HOLDER =
      Set.of("pod", "namespace", "container", "pod_name", "pod_namespace", "container_name");

  private static final String EXPORTED = "exported_";

  private final Map<String, String> target;
  private final boolean honorLabels;
  private final List<RelabelRule> rules;
  private final Limits limits;

  private SeriesRules(
      Map<String, String> target, boolean honorLabels, List<RelabelRule> rules, Limits limits) {
    this.target = target;
    this.honorLabels = honorLabels;
    this.rules = rules;
    this.limits = limits;
  }

  /** Those of a target and its job. */
  public static SeriesRules of(Target target) {
    Job job = target.job();
    return new SeriesRules(target.labels(), job.honorLabels(), job.metricRelabel(), job.limits());
  }

  /** Only the target's labels, which go before the page's. */
  static SeriesRules of(Map<String, String> targetLabels) {
    return new SeriesRules(targetLabels, false, List.of(), Limits.DEFAULT);
  }

  /** Whether each series has to be asked for; if not, {@link #merged} says it for any name. */
  public boolean perSeries() {
    return !rules.isEmpty() || limits.onLabels();
  }

  /** Whether a label is the target's, and so no series' own. */
  boolean ofTarget(String label, String value) {
    return value.equals(target.get(label));
  }

  /** Samples that a page may have after the rules; 0 is any number. */
  public int sampleLimit() {
    return limits.samples();
  }

  /** The labels of a series with the target's. */
  public Map<String, String> merged(Map<String, String> page) {
    Map<String, String> merged = new HashMap<>(page);
    for (Map.Entry<String, String> each : target.entrySet()) {
      String name = each.getKey();
      if (honorLabels) {
        merged.putIfAbsent(name, each.getValue());
        continue;
      }
      String exposed = merged.put(name, each.getValue());
      if (exposed != null && !exposed.isEmpty()) {
        String renamed = EXPORTED + name;
        while (page.containsKey(renamed) || target.containsKey(renamed)) {
          renamed = EXPORTED + renamed;
        }
        merged.put(renamed, exposed);
      }
    }
    return merged;
  }

  /**
   * The labels of a series after the rules, its name among them under {@link #NAME}; null when a
   * rule drops it. Throws {@link ScrapeException} when a limit is passed.
   */
  public @Nullable Map<String, String> series(String name, Map<String, String> page) {
    Map<String, String> all = merged(page);
    all.put(NAME, name);
    Map<String, String> changed = Relabeling.apply(rules, all);
    if (changed == null || changed.getOrDefault(NAME, "").isEmpty()) {
      return null;
    }
    if (limits.onLabels()) {
      check(changed);
    }
    return changed;
  }

  /**
   * {@code labels} without those that are the target's and would name a holder: the exporter's own
   * pod holds no GPU. What they displaced on the page stands in their place again.
   */
  Map<String, String> ofDevice(Map<String, String> labels) {
    Map<String, String> own = labels;
    if (target.containsKey("node") && Objects.equals(target.get("pod"), labels.get("Hostname"))) {
      // An exporter that was not told its node calls itself by its pod.
      own = new HashMap<>(labels);
      own.remove("Hostname");
    }
    for (String name : OF_HOLDER) {
      String ofTarget = target.get(name);
      if (ofTarget == null || !ofTarget.equals(labels.get(name))) {
        continue;
      }
      if (own == labels) {
        own = new HashMap<>(labels);
      }
      String displaced = own.remove(EXPORTED + name);
      if (displaced == null) {
        own.remove(name);
      } else {
        own.put(name, displaced);
      }
    }
    return own;
  }

  private void check(Map<String, String> labels) {
    String name = labels.getOrDefault(NAME, "");
    if (limits.labels() > 0 && labels.size() > limits.labels()) {
      throw refusal(name + " has " + labels.size() + " labels, above labelLimit", limits.labels());
    }
    for (Map.Entry<String, String> each : labels.entrySet()) {
      if (limits.labelNameChars() > 0 && bytes(each.getKey()) > limits.labelNameChars()) {
        throw refusal(
            "label " + each.getKey() + " of " + name + " is above labelNameLengthLimit",
            limits.labelNameChars());
      }
      if (limits.labelValueChars() > 0 && bytes(each.getValue()) > limits.labelValueChars()) {
        throw refusal(
            "value of label " + each.getKey() + " of " + name + " is above labelValueLengthLimit",
            limits.labelValueChars());
      }
    }
  }

  /** Prometheus counts bytes. */
  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static ScrapeException refusal(String message, int limit) {
    String cut =
        message.length() <= PageFetch.MAX_ERROR_CHARS
            ? message
            : message.substring(0, PageFetch.MAX_ERROR_CHARS);
    return new ScrapeException(Outcome.LABEL_LIMIT, cut + " " + limit);
  }
}
