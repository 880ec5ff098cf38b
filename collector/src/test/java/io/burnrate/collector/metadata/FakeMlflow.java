package io.burnrate.collector.metadata;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server on 127.0.0.1 that answers as MLflow's REST documentation says. */
final class FakeMlflow {
  /** Answers by path under {@code /api/2.0/mlflow/} with its query after max_results. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  /** What was asked, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** Answers instead, where there is one. */
  volatile @Nullable Consumer<HttpServerRequest> instead;

  final int port;

  FakeMlflow(Vertx vertx) throws Exception {
    port =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .actualPort();
    answers.put("registered-models/search", "{}");
    answers.put("model-versions/search", "{}");
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  private void answer(HttpServerRequest request) {
    String what =
        request
            .uri()
            .replace("/api/2.0/mlflow/", "")
            .replaceAll("\\?max_results=\\d+&?", "?")
            .replaceAll("\\?$", "");
    asked.add(what);
    String authorization = request.getHeader("Authorization");
    authorizations.add(authorization == null ? "" : authorization);
    Consumer<HttpServerRequest> other = instead;
    if (other != null) {
      other.accept(request);
      return;
    }
    String body = answers.get(what);
    request
        .response()
        .setStatusCode(body == null ? 404 : 200)
        .putHeader("Content-Type", "application/json")
        .end(body == null ? "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\"}" : body);
  }

  long count(String what) {
    return new ArrayList<>(asked).stream().filter(what::equals).count();
  }

  /** As the registry has it; the last two are the members of lists. */
  static String version(String version, String run, long updated, String aliases, String tags) {
    return """
        {"name":"ranker","version":"%s","creation_timestamp":1772000000000,
         "last_updated_timestamp":%d,"user_id":"ann","current_stage":"None","description":"",
         "source":"s3://models/1/%s/artifacts/model","run_id":"%s","status":"READY",
         "run_link":"","aliases":[%s],"tags":[%s]}"""
        .formatted(version, updated, run, run, aliases, tags);
  }

  static String versions(String next, String... all) {
    return "{\"model_versions\":[%s],\"next_page_token\":\"%s\"}"
        .formatted(String.join(",", all), next);
  }

  /** A run with one dataset. */
  static String run(String id, String status, String dataset, String digest) {
    return """
        {"run":{"info":{"run_id":"%s","run_uuid":"%s","run_name":"swift-owl-7",
         "experiment_id":"12","user_id":"ann","status":"%s","start_time":1771990000000,
         "end_time":1771999000000,"artifact_uri":"s3://models/12/x","lifecycle_stage":"active"},
         "data":{"metrics":[],"params":[],"tags":[]},
         "inputs":{"dataset_inputs":[{"tags":[{"key":"mlflow.data.context","value":"training"}],
          "dataset":{"name":"%s","digest":"%s","source_type":"s3",
           "source":"{\\"uri\\":\\"s3://data\\"}","schema":"{}","profile":"{}"}}]}}}"""
        .formatted(id, id, status, dataset, digest);
  }
}
