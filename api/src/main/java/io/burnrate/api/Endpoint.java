package io.burnrate.api;

import java.util.List;
import java.util.function.Function;

/**
 * One question that can be asked by GET or HEAD.
 *
 * @param summary for the index page
 * @param parameters names of the query parameters that it knows
 */
record Endpoint(
    String path, String summary, List<String> parameters, Function<Parameters, Question> question) {

  /** Every question there is. */
  static List<Endpoint> all(Questions questions) {
    return List.of(
        new Endpoint(
            "/api/v1/utilization",
            "How busy the fleet was",
            List.of("by", "window", "limit"),
            questions::utilization),
        new Endpoint(
            "/api/v1/ledger",
            "Where GPU time, money and energy went",
            List.of("by", "start", "end", "limit"),
            questions::ledger),
        new Endpoint(
            "/api/v1/slos", "How the service-level objectives stand", List.of(), questions::slos),
        new Endpoint(
            "/api/v1/drift",
            "Whether features are distributed as in their reference",
            List.of("model", "verdict", "limit"),
            questions::drift),
        new Endpoint(
            "/api/v1/alerts",
            "Alerts as they stand",
            List.of("state", "alertname", "limit"),
            questions::alerts),
        new Endpoint(
            "/api/v1/hints", "Advice to schedulers", List.of("kind", "limit"), questions::hints),
        new Endpoint("/api/v1/targets", "Scrape targets", List.of("limit"), questions::targets));
  }
}
