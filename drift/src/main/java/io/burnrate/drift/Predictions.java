package io.burnrate.drift;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Column;
import io.burnrate.store.Filter;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.QueryStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The questions to the stored predictions. Blocks; throws BurnrateException. */
final class Predictions {
  /** Longer than this no answer is waited for. */
  static final Duration QUERY_TIMEOUT = Duration.ofSeconds(30);

  /** At most about so many characters of features are read for one side of one model version. */
  static final long MAX_CHARACTERS = 16L << 20;

  private static final int PROBE_ROWS = 100;

  private static final Column TIME = Tables.PREDICTIONS.time();
  private static final Column MODEL = Tables.PREDICTIONS.column("model");
  private static final Column VERSION = Tables.PREDICTIONS.column("version");
  private static final Column ID = Tables.PREDICTIONS.column("prediction_id");
  private static final Column FEATURES = Tables.PREDICTIONS.column("features");

  private final QueryStore store;

  Predictions(QueryStore store) {
    this.store = store;
  }

  /** The model versions with rows before {@code end}, those with the newest row first. */
  Map<ModelVersion, Extent> modelVersions(Instant end, int limit) {
    Query query =
        Query.aggregate(
                Tables.PREDICTIONS,
                new TimeRange(Instant.EPOCH, end),
                List.of(),
                List.of(new Group.By(MODEL), new Group.By(VERSION)),
                List.of(
                    Aggregate.countRows("rows"),
                    Aggregate.of(Aggregate.Function.MIN, TIME, "oldest"),
                    Aggregate.of(Aggregate.Function.MAX, TIME, "newest")))
            .orderedBy("newest", true)
            .orderedBy(MODEL.name(), false)
            .orderedBy(VERSION.name(), false)
            .limitedTo(limit);
    ResultTable answer = ask(query);
    Map<ModelVersion, Extent> found = new LinkedHashMap<>();
    for (int row = 0; row < answer.rows(); row++) {
      found.put(
          new ModelVersion(
              answer.stringAt(row, MODEL.name()), answer.stringAt(row, VERSION.name())),
          new Extent(
              answer.longAt(row, "rows"),
              answer.longAt(row, "oldest"),
              answer.longAt(row, "newest")));
    }
    return found;
  }

  /** How many rows there are up to and with {@code lastMillis}. */
  long rowsUpTo(ModelVersion model, long lastMillis) {
    Query query =
        Query.aggregate(
            Tables.PREDICTIONS,
            new TimeRange(Instant.EPOCH, Instant.ofEpochMilli(lastMillis + 1)),
            of(model),
            List.of(),
            List.of(Aggregate.countRows("rows")));
    ResultTable answer = ask(query);
    return answer.rows() == 0 ? 0 : answer.longAt(0, "rows");
  }

  /**
   * The first {@code rows} rows by time, of equal times by prediction id. Fewer if they are large.
   */
  Reference oldest(ModelVersion model, TimeRange range, int rows, int maxFeatures) {
    int affordable = rows;
    if (rows > PROBE_ROWS) {
      ResultTable probe = ask(rowQuery(model, range, PROBE_ROWS, false));
      affordable = affordable(rows, meanCharacters(probe));
    }
    ResultTable answer = ask(rowQuery(model, range, affordable, false));
    Sample.Builder sample = new Sample.Builder(List.of(), maxFeatures);
    long lastMillis = Long.MIN_VALUE;
    Set<String> idsAtLast = new HashSet<>();
    for (int row = 0; row < answer.rows(); row++) {
      long timeMillis = answer.longAt(row, TIME.name());
      sample.add(timeMillis, answer.stringAt(row, FEATURES.name()));
      if (timeMillis != lastMillis) {
        idsAtLast.clear();
        lastMillis = timeMillis;
      }
      idsAtLast.add(answer.stringAt(row, ID.name()));
    }
    return new Reference(sample.build(), lastMillis, idsAtLast, meanCharacters(answer), 0);
  }

  /** The newest rows in {@code range} that are not in {@code reference}, at most {@code rows}. */
  Sample newest(
      ModelVersion model, TimeRange range, int rows, Reference reference, int maxFeatures) {
    int affordable = affordable(rows, reference.meanCharacters());
    int limit = Math.min(Query.MAX_LIMIT, affordable + reference.idsAtLast().size());
    ResultTable answer = ask(rowQuery(model, range, limit, true));
    Collection<String> known = reference.sample().features().keySet();
    Sample.Builder sample = new Sample.Builder(known, maxFeatures);
    int taken = 0;
    for (int row = 0; row < answer.rows() && taken < affordable; row++) {
      long timeMillis = answer.longAt(row, TIME.name());
      boolean inReference =
          timeMillis < reference.lastMillis()
              || (timeMillis == reference.lastMillis()
                  && reference.idsAtLast().contains(answer.stringAt(row, ID.name())));
      if (!inReference) {
        sample.add(timeMillis, answer.stringAt(row, FEATURES.name()));
        taken++;
      }
    }
    return sample.build();
  }

  /** How many of the wanted rows fit into {@link #MAX_CHARACTERS}; one always does. */
  static int affordable(int rows, long meanCharacters) {
    return (int) Math.max(1, Math.min(rows, MAX_CHARACTERS / Math.max(1, meanCharacters)));
  }

  private static long meanCharacters(ResultTable answer) {
    long sum = 0;
    for (int row = 0; row < answer.rows(); row++) {
      sum += answer.stringAt(row, FEATURES.name()).length();
    }
    return sum / Math.max(1, answer.rows());
  }

  private static Query rowQuery(ModelVersion model, TimeRange range, int rows, boolean newest) {
    return Query.rows(Tables.PREDICTIONS, range, of(model), List.of(TIME, ID, FEATURES))
        .orderedBy(TIME.name(), newest)
        .orderedBy(ID.name(), newest)
        .limitedTo(rows);
  }

  private static List<Filter> of(ModelVersion model) {
    return List.of(
        new Filter.Equal(MODEL, model.model()), new Filter.Equal(VERSION, model.version()));
  }

  private ResultTable ask(Query query) {
    CompletionStage<ResultTable> answer = store.query(query);
    try {
      return answer.toCompletableFuture().get(QUERY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BurnrateException(
          ErrorCode.TIMEOUT, "no answer within " + QUERY_TIMEOUT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BurnrateException(ErrorCode.STORE_UNREACHABLE, "interrupted while waiting", e);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof BurnrateException known) {
        throw known;
      }
      throw new BurnrateException(ErrorCode.STORE_FAILED, "the store failed: " + e.getCause(), e);
    }
  }
}
