package io.burnrate.collector.discovery;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.discovery.TargetLabels.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the targets of all jobs, and tells each time they are others. The way in for everything
 * else in this package. Thread-safe.
 */
public final class Discoverer {
  /**
   * Of all jobs and settings together; those beyond, in the order of jobs and URLs, are dropped.
   */
  public static final int MAX_TARGETS = 10_000;

  /** So many dropped ones are kept to be shown; all are counted. */
  public static final int MAX_DROPPED_SHOWN = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Discoverer.class);

  private final List<Target> settled;
  private final Surroundings around;
  private final Consumer<Found> listener;
  private final List<Search> searches = new ArrayList<>();
  private Found last;
  private boolean started;
  private boolean told;

  /**
   * All there is to scrape.
   *
   * @param dropped at most {@link #MAX_DROPPED_SHOWN}
   * @param droppedCounts of all that are dropped
   */
  public record Found(
      List<Target> targets, List<Dropped> dropped, Map<Dropped.Reason, Integer> droppedCounts) {
    public Found {
      targets = List.copyOf(targets);
      dropped = List.copyOf(dropped);
      droppedCounts = Map.copyOf(droppedCounts);
    }
  }

  /** One way in which one job finds targets. */
  private final class Search implements Finder.Finds {
    private final Job job;
    private final Finder finder;
    private final TargetLabels labels;
    private List<Map<String, String>> targets = List.of();

    Search(Job job, Finding finding) {
      this.job = job;
      this.finder = finder(finding, around.vertx());
      this.labels = new TargetLabels(job, rules(job, finding));
    }

    @Override
    public void found(List<Map<String, String>> now) {
      synchronized (Discoverer.this) {
        targets = List.copyOf(now);
        tell();
      }
    }

    @Override
    public void failed(String reason, String message) {
      Counter.builder("burnrate.discovery.failures")
          .description("Looks for targets that failed; what was found before holds")
          .tag("job", job.name())
          .tag("reason", reason)
          .register(around.registry())
          .increment();
      around.sources().of("discovery", job.name()).fail(message);
      LOG.warn("Job {} keeps the targets it had: {}", job.name(), message);
    }
  }

  /**
   * Finds nothing yet.
   *
   * @param settled targets that the settings name beside the jobs; they go before all others
   * @param listener is told all targets each time; calls do not overlap, and come from any thread
   */
  public Discoverer(
      List<Target> settled, List<Job> jobs, Surroundings around, Consumer<Found> listener) {
    this.settled = List.copyOf(settled);
    this.around = around;
    this.listener = listener;
    this.last = new Found(settled, List.of(), Map.of());
    for (Job job : jobs) {
      job.findings().forEach(finding -> searches.add(new Search(job, finding)));
    }
    for (Dropped.Reason reason : Dropped.Reason.values()) {
      Gauge.builder(
              "burnrate.discovery.dropped.targets",
              () -> last().droppedCounts().getOrDefault(reason, 0))
          .description("Found targets that are not scraped")
          .tag("reason", reason.key())
          .strongReference(true)
          .register(around.registry());
    }
    gauge(around.registry());
  }

  private void gauge(MeterRegistry registry) {
    Gauge.builder("burnrate.discovery.targets", () -> last().targets().size())
        .description("Targets there are, on whichever replica")
        .strongReference(true)
        .register(registry);
  }

  /** Begins to look, and tells what there is without looking. Once only. */
  public void start() {
    synchronized (this) {
      started = true;
      tell();
    }
    searches.forEach(search -> search.finder.start(search));
  }

  public Future<Void> stop() {
    return Future.join(searches.stream().map(search -> search.finder.stop()).toList()).mapEmpty();
  }

  /** What was told last. */
  public synchronized Found last() {
    return last;
  }

  private static Finder finder(Finding finding, Vertx vertx) {
    if (finding instanceof Finding.Fixed fixed) {
      return new FixedFinder(fixed);
    }
    if (finding instanceof Finding.Files files) {
      return new FileFinder(files, vertx);
    }
    if (finding instanceof Finding.Http http) {
      return new HttpFinder(http, vertx);
    }
    return new KubernetesFinder((Finding.Kubernetes) finding, vertx);
  }

  private static List<RelabelRule> rules(Job job, Finding finding) {
    boolean simple = finding instanceof Finding.Kubernetes && job.relabel().isEmpty();
    return simple ? KubernetesRules.ALL : job.relabel();
  }

  private void tell() {
    if (!started) {
      return;
    }
    Gathering gathering = new Gathering(settled);
    for (Search search : searches) {
      search.targets.forEach(found -> gathering.add(search, found));
    }
    Found now = gathering.finish();
    if (!now.equals(last) || !told) {
      told = true;
      last = now;
      listener.accept(now);
    }
  }

  /** All that was found, becoming targets. Used once. */
  private static final class Gathering {
    private final List<Target> kept;
    private final Map<String, Target> byUrl = new HashMap<>();
    private final Map<String, List<Target>> byJob = new LinkedHashMap<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private final Map<Dropped.Reason, Integer> counts = new EnumMap<>(Dropped.Reason.class);

    Gathering(List<Target> settled) {
      kept = new ArrayList<>(settled);
      settled.forEach(target -> byUrl.put(target.url(), target));
    }

    void add(Search search, Map<String, String> found) {
      List<Target> ofJob = byJob.computeIfAbsent(search.job.name(), any -> new ArrayList<>());
      Verdict verdict = search.labels.target(found);
      Target target = verdict.target();
      if (target == null) {
        drop(search.job, found, Objects.requireNonNull(verdict.reason()));
        return;
      }
      Target before = byUrl.putIfAbsent(target.url(), target);
      if (before == null) {
        ofJob.add(target);
      } else if (!before.job().equals(target.job()) || !before.labels().equals(target.labels())) {
        drop(search.job, found, Dropped.Reason.DUPLICATE);
      }
    }

    Found finish() {
      byJob.values().forEach(this::limit);
      return new Found(kept, dropped, counts);
    }

    private void limit(List<Target> ofJob) {
      ofJob.sort(Comparator.comparing(Target::url));
      for (Target target : ofJob) {
        int most = target.job().limits().targets();
        if (kept.size() >= MAX_TARGETS) {
          drop(target.job(), target.discovered(), Dropped.Reason.TOO_MANY);
        } else if (most > 0 && ofJob.size() > most) {
          kept.add(
              target.refused("job has " + ofJob.size() + " targets, above targetLimit " + most));
        } else {
          kept.add(target);
        }
      }
    }

    private void drop(Job job, Map<String, String> found, Dropped.Reason reason) {
      counts.merge(reason, 1, Integer::sum);
      if (dropped.size() < MAX_DROPPED_SHOWN) {
        dropped.add(new Dropped(job.name(), found, reason));
      }
    }
  }
}
