package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.collector.metadata.MlflowException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Reads an MLflow registry page by page. For one thread, and one poll. */
final class MlflowRegistry {
  /** Versions, and models, that are looked at; further ones are counted and left out. */
  static final int MAX_VERSIONS = 10_000;

  static final int MAX_MODELS = 10_000;

  /** Of one list. */
  static final int MAX_PAGES = 200;

  /** Aliases of one model; further ones are left out. */
  private static final int MAX_MODEL_ALIASES = 100;

  private static final int PAGE_SIZE = 200;
  private static final int MAX_TOKEN_CHARS = 4_000;

  private final MlflowClient client;
  private final BooleanSupplier late;

  /**
   * What is registered.
   *
   * @param leftOut versions and models beyond the limits that were seen
   * @param malformed versions without a name or number
   * @param whole whether there are no further ones
   */
  record Listing(List<MlflowVersion> versions, int leftOut, int malformed, boolean whole) {}

  /** Takes the elements of a list. */
  private interface Taker {
    void take(JsonNode element);
  }

  /** One that gives up between two questions once {@code late} says so. */
  MlflowRegistry(MlflowClient client, BooleanSupplier late) {
    this.client = client;
    this.late = late;
  }

  /** All versions, with their aliases. */
  Listing list() throws MlflowException {
    Map<String, Map<String, Set<String>>> aliases = new HashMap<>();
    Tally models = new Tally(MAX_MODELS);
    boolean all =
        pages(
            "registered-models/search",
            "registered_models",
            each -> {
              if (models.admits()) {
                Map<String, Set<String>> found = aliases(each.path("aliases"));
                if (!found.isEmpty()) {
                  aliases.put(MlflowVersion.text(each, "name"), found);
                }
              }
            });
    List<MlflowVersion> versions = new ArrayList<>();
    Tally tally = new Tally(MAX_VERSIONS);
    boolean whole =
        pages(
            "model-versions/search",
            "model_versions",
            each -> {
              MlflowVersion version = MlflowVersion.of(each);
              if (version == null) {
                tally.malformed++;
              } else if (tally.admits()) {
                versions.add(
                    version.with(
                        aliases
                            .getOrDefault(version.model(), Map.of())
                            .getOrDefault(version.version(), Set.of())));
              }
            });
    int leftOut = models.leftOut + tally.leftOut;
    return new Listing(versions, leftOut, tally.malformed, all && whole && tally.leftOut == 0);
  }

  /** What became of the elements of a list. */
  private static final class Tally {
    private final int most;
    private int admitted;
    private int leftOut;
    private int malformed;

    Tally(int most) {
      this.most = most;
    }

    boolean admits() {
      if (admitted == most) {
        leftOut++;
        return false;
      }
      admitted++;
      return true;
    }
  }

  /** Aliases by version. */
  private static Map<String, Set<String>> aliases(JsonNode list) {
    Map<String, Set<String>> all = new HashMap<>();
    int taken = 0;
    for (JsonNode each : list) {
      if (taken++ == MAX_MODEL_ALIASES) {
        break;
      }
      Set<String> some =
          all.computeIfAbsent(MlflowVersion.text(each, "version"), any -> new TreeSet<>());
      MlflowVersion.add(some, MlflowVersion.text(each, "alias"));
    }
    return all;
  }

  /** Whether that was all; not so where there are more pages than are asked for. */
  private boolean pages(String path, String list, Taker taker) throws MlflowException {
    Set<String> seen = new HashSet<>();
    String token = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("max_results", Integer.toString(PAGE_SIZE));
      if (!token.isEmpty()) {
        query.put("page_token", token);
      }
      JsonNode answer = get(path, query);
      JsonNode elements = answer.path(list);
      // A list of nothing is left away.
      if (!elements.isArray() && !elements.isMissingNode()) {
        throw new MlflowException(Reason.MALFORMED, path + ": " + list + " is not a list");
      }
      elements.forEach(taker::take);
      token = answer.path("next_page_token").asText("");
      if (token.isEmpty()) {
        return true;
      }
      if (token.length() > MAX_TOKEN_CHARS || !seen.add(token)) {
        throw new MlflowException(Reason.MALFORMED, path + ": a page token that leads nowhere");
      }
    }
    return false;
  }

  /** The run {@code id}. */
  MlflowRun run(String id) throws MlflowException {
    return MlflowRun.of(get("runs/get", Map.of("run_id", id)));
  }

  private JsonNode get(String path, Map<String, String> query) throws MlflowException {
    if (late.getAsBoolean()) {
      throw new MlflowException(Reason.TIMEOUT, "the registry takes too long as a whole");
    }
    return client.get(path, query);
  }
}
