package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.collector.http.CleanText;
import java.util.ArrayList;
import java.util.List;

/**
 * What an OpenLineage event says of a run, or of a job as it always is.
 *
 * @param type such as {@code START}; empty for a job
 * @param run its id; empty for a job
 * @param job {@code namespace/name}
 */
record LineageEvent(
    String type, String run, String job, List<Dataset> inputs, List<Dataset> outputs) {
  /** Datasets of one event on each side; further ones are left out. */
  static final int MAX_DATASETS = 100;

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

  static LineageEvent of(JsonNode event) throws BadEventException {
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
        text(event.path("eventType")),
        run,
        text(event.path("job").path("namespace")) + "/" + name,
        datasets(event.path("inputs"), "inputFacets"),
        datasets(event.path("outputs"), "outputFacets"));
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
