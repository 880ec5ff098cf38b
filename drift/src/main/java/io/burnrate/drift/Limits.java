package io.burnrate.drift;

/**
 * What bounds an evaluation. Each is named in the report's problems when it cuts.
 *
 * @param modelVersions more are left out, those whose newest row is oldest
 * @param features more of one model version are left out, those seen last
 * @param verdicts so many are held at most; features and model versions beyond are left out
 * @param charactersPerRun after about so many characters of features, the rest waits for the next
 *     evaluation
 * @param referenceBytes references take about so much memory at most
 * @param problems so many are listed in a report at most
 */
record Limits(
    int modelVersions,
    int features,
    int verdicts,
    long charactersPerRun,
    long referenceBytes,
    int problems) {
  static final Limits DEFAULT = new Limits(200, 1000, 20_000, 256L << 20, 128L << 20, 100);
}
