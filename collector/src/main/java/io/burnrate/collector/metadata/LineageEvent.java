package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.collector.http.CleanText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;

/**
 * What an OpenLineage event says of a run, or of a job as it always is.
 *
 * @param time when it happened; when it came, where that is not told
 * @param type such as {@code START}; empty for a job
 * @param run its id; empty for a job
 * @param job {@code namespace/name}
 */
record LineageEvent(
    Instant time,
    String type,
    String run,
    String job,
    List<Dataset> inputs,
    List<Dataset> outputs) {
  /** Datasets of one event on each side; further ones are left out. */
  static final int MAX_DATASETS = 100;

  /** An event further than this ahead of our clock is refused. */
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  private static final int MAX_CHARS = 1_000;

  /** A dataset, or a model: OpenLineage tells them apart no more than this. */
  record Dataset(String namespace, String name, String version, String digest) {}

  /** An event that cannot be understood. */
  static final class BadEventException extends Exception {
    private static final long serialVersionUID = 1L;

    BadEventException(String message) {
      super(message);
    }
  }

  /** One that came {@code now}. */
  static LineageEvent of(JsonNode event, Instant now) throws BadEventException {
    String run = text(event.path("run").path("runId"));
    String name = text(event.path("job").path("name"));
    boolean ofJob = !event.has("run") && !event.has("eventType");
    if ((run.isEmpty() && !ofJob) || name.isEmpty()) {
      throw new BadEventException(
          event.has("dataset")
              ? "an event of a dataset alone does not tell what is made of it"
              : "expected a run event with run.runId and job.name");
    }
    return new LineageEvent(
        time(text(event.path("eventTime")), now),
        text(event.path("eventType")),
        run,
        text(event.path("job").path("namespace")) + "/" + name,
        datasets(event.path("inputs"), "inputFacets"),
        datasets(event.path("outputs"), "outputFacets"));
  }

  /** RFC 3339, as the specification demands; without an offset UTC is meant. */
  private static Instant time(String told, Instant now) throws BadEventException {
    if (told.isEmpty()) {
      return now;
    }
    Instant time;
    try {
      TemporalAccessor parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              told, OffsetDateTime::from, LocalDateTime::from);
      time =
          parsed instanceof OffsetDateTime known
              ? known.toInstant()
              : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new BadEventException("eventTime: expected a time such as 2026-01-31T08:00:00Z");
    }
    if (time.isAfter(now.plus(MAX_AHEAD))) {
      throw new BadEventException("eventTime: lies more than a day in the future");
    }
    return time;
  }

  private static List<Dataset> datasets(JsonNode list, String further) throws BadEventException {
    List<Dataset> all = new ArrayList<>();
    for (JsonNode each : list) {
      String name = text(each.path("name"));
      if (name.isEmpty()) {
        throw new BadEventException("expected a name for each dataset");
      }
      if (all.size() < MAX_DATASETS) {
        JsonNode facets = each.path("facets");
        String version = text(facets.path("version").path("datasetVersion"));
        all.add(
            new Dataset(
                text(each.path("namespace")), name, version, digest(facets, each.path(further))));
      }
    }
    return all;
  }

  /** There is no facet of that name in the specification; these are in use. */
  private static String digest(JsonNode facets, JsonNode further) {
    for (JsonNode where : List.of(facets, further)) {
      for (String facet : List.of("digest", "checksum", "version")) {
        for (String key : List.of("digest", "value", "checksum", "sha256")) {
          String found = text(where.path(facet).path(key));
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
    }
    return "";
  }

  private static String text(JsonNode node) {
    String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
    return CleanText.of(text, MAX_CHARS);
  }
}
