package io.burnrate.collector.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.collector.http.CleanText;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model as MLflow's registry has it.
 *
 * @param run that made it; empty where none is named
 * @param updated milliseconds since 1970, as a text
 */
record MlflowVersion(
    String model,
    String version,
    String run,
    String status,
    String source,
    String updated,
    Set<String> aliases,
    Map<String, String> tags) {
  /** Longer texts are cut. */
  static final int MAX_CHARS = 250;

  /** Tags, and aliases, of one version; further ones are left out. */
  static final int MAX_TAGS = 20;

  MlflowVersion {
    aliases = new TreeSet<>(aliases);
    tags = new TreeMap<>(tags);
  }

  /** Null where it has no name or number. */
  static @Nullable MlflowVersion of(JsonNode node) {
    String model = text(node, "name");
    String version = text(node, "version");
    if (model.isEmpty() || version.isEmpty()) {
      return null;
    }
    Set<String> aliases = new TreeSet<>();
    for (JsonNode each : node.path("aliases")) {
      add(aliases, cut(each.asText("")));
    }
    Map<String, String> tags = new TreeMap<>();
    for (JsonNode each : node.path("tags")) {
      String key = text(each, "key");
      if (!key.isEmpty() && tags.size() < MAX_TAGS) {
        tags.put(key, text(each, "value"));
      }
    }
    return new MlflowVersion(
        model,
        version,
        text(node, "run_id"),
        text(node, "status"),
        text(node, "source"),
        text(node, "last_updated_timestamp"),
        aliases,
        tags);
  }

  /** The same with {@code more} aliases: some servers name them with the model only. */
  MlflowVersion with(Set<String> more) {
    Set<String> all = new TreeSet<>(aliases);
    more.forEach(each -> add(all, each));
    return new MlflowVersion(model, version, run, status, source, updated, all, tags);
  }

  static void add(Set<String> aliases, String alias) {
    if (!alias.isEmpty() && aliases.size() < MAX_TAGS) {
      aliases.add(alias);
    }
  }

  /** Whether its run need not be asked again where {@code before} holds. */
  boolean sameRunAs(MlflowVersion before) {
    return run.equals(before.run) && updated.equals(before.updated) && status.equals(before.status);
  }

  ModelThing.Name name(String registry) {
    return new ModelThing.Name(registry, model, version);
  }

  /** With what is known of its run. */
  Thing thing(String registry, MlflowRun made) {
    Facts facts = new Facts();
    facts.add("run", run).add("state", status).add("runState", made.state());
    if (!made.experiment().isEmpty()) {
      facts.add("job", made.experiment() + "/" + made.name());
    }
    facts.add("source", source).add("updatedMillis", updated);
    facts.add("aliases", String.join(" ", aliases));
    tags.forEach((key, value) -> facts.add("tag." + key, value));
    return ModelThing.of(name(registry), "mlflow", facts, made.datasets());
  }

  /** The text or number {@code key}; empty where there is none. */
  static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isValueNode() && !value.isNull() ? cut(value.asText()) : "";
  }

  private static String cut(String text) {
    return CleanText.of(text, MAX_CHARS);
  }
}
