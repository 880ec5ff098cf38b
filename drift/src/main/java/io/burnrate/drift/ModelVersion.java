package io.burnrate.drift;

/** One version of one model; the version may be empty. */
record ModelVersion(String model, String version) implements Comparable<ModelVersion> {
  @Override
  public int compareTo(ModelVersion other) {
    int byModel = model.compareTo(other.model);
    return byModel != 0 ? byModel : version.compareTo(other.version);
  }

  /** For a person. */
  String label() {
    String name = "model " + Wording.name(model);
    return version.isEmpty() ? name : name + " version " + Wording.name(version);
  }
}
