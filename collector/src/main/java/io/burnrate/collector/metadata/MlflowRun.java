package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.collector.metadata.LineageEvent.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What MLflow says of a run that made a model.
 *
 * @param state such as {@code FINISHED}; empty where it is not known
 */
record MlflowRun(String state, String experiment, String name, List<Dataset> datasets) {
  /** Datasets of one run; further ones are left out. */
  static final int MAX_DATASETS = 20;

  static final MlflowRun UNKNOWN = new MlflowRun("", "", "", List.of());

  private static final Set<String> LASTING = Set.of("RUNNING", "SCHEDULED");

  MlflowRun {
    datasets = List.copyOf(datasets);
  }

  /** Whether it may yet say more. */
  boolean goesOn() {
    return LASTING.contains(state);
  }

  /** Of the answer to {@code runs/get}. A dataset's namespace is the type of its source. */
  static MlflowRun of(JsonNode answer) throws MlflowException {
    JsonNode run = answer.path("run");
    if (!run.path("info").isObject()) {
      throw new MlflowException(MlflowException.Reason.MALFORMED, "expected run.info");
    }
    List<Dataset> datasets = new ArrayList<>();
    for (JsonNode each : run.path("inputs").path("dataset_inputs")) {
      JsonNode one = each.path("dataset");
      String name = MlflowVersion.text(one, "name");
      if (!name.isEmpty() && datasets.size() < MAX_DATASETS) {
        datasets.add(
            new Dataset(
                MlflowVersion.text(one, "source_type"),
                name,
                "",
                MlflowVersion.text(one, "digest")));
      }
    }
    return new MlflowRun(
        MlflowVersion.text(run.path("info"), "status"),
        MlflowVersion.text(run.path("info"), "experiment_id"),
        MlflowVersion.text(run.path("info"), "run_name"),
        datasets);
  }
}
