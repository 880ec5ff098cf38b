package io.burnrate.simulator;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Predictions of a churn model as JSON lines. After the drift begins, {@code sessionsPerWeek} has
 * moved up by one standard deviation and {@code plan} has other proportions; {@code tenureMonths},
 * {@code monthlyUsd} and {@code region} stay as they were. Used by one thread.
 */
final class Predictions {
  static final String MODEL = "churn";
  static final String VERSION = "3";

  private static final String[] PLANS = {"basic", "plus", "pro"};
  private static final double[] PLAN_BEFORE = {0.5, 0.3, 0.2};
  private static final double[] PLAN_AFTER = {0.2, 0.3, 0.5};
  private static final String[] REGIONS = {"eu", "us", "apac"};
  private static final double[] REGION = {0.4, 0.4, 0.2};

  private final SplittableRandom random;
  private final long run;

  /** {@code run} goes into the ids, so that a second run against one store adds to it. */
  Predictions(long seed, long run) {
    random = new SplittableRandom(seed ^ 0x6368726eL);
    this.run = run;
  }

  /** One line without its end. About a third carry the label that came true. */
  String line(long number, Instant time, boolean drifted) {
    double tenure = 24 + 6 * random.nextGaussian();
    double usd = Math.exp(3 + 0.5 * random.nextGaussian());
    double sessions = (drifted ? 14 : 10) + 4 * random.nextGaussian();
    String plan = choose(PLANS, drifted ? PLAN_AFTER : PLAN_BEFORE);
    String region = choose(REGIONS, REGION);
    double score = 1 / (1 + Math.exp(0.08 * (tenure - 24) + 0.2 * (sessions - 10) + 1));
    JsonObject json =
        new JsonObject()
            .put("id", "p-" + Long.toHexString(run) + "-" + number)
            .put("model", MODEL)
            .put("version", VERSION)
            .put("time", time.toString())
            .put(
                "features",
                new JsonObject()
                    .put("tenureMonths", tenure)
                    .put("monthlyUsd", usd)
                    .put("sessionsPerWeek", sessions)
                    .put("plan", plan)
                    .put("region", region))
            .put("prediction", score);
    boolean churned = random.nextDouble() < score;
    if (number % 3 == 0) {
      json.put("label", churned ? 1 : 0);
    }
    return json.encode();
  }

  private String choose(String[] names, double[] ratios) {
    double at = random.nextDouble();
    for (int i = 0; i < names.length - 1; i++) {
      at -= ratios[i];
      if (at < 0) {
        return names[i];
      }
    }
    return names[names.length - 1];
  }
}
