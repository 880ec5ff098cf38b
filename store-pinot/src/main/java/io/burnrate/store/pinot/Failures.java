package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What several classes say of failures. */
final class Failures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private Failures() {}

  /** The failure itself, without what stages wrap it in. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The part of Pinot {@code who} answered with an HTTP status that is no success. */
  static BurnrateException status(String who, int status) {
    boolean refused = status == UNAUTHORIZED || status == FORBIDDEN;
    return new BurnrateException(
        ErrorCode.STORE_FAILED,
        who
            + " answered with HTTP "
            + status
            + (refused ? "; is store.authorization what it wants?" : ""));
  }

  static BurnrateException closed() {
    return new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is closed");
  }

  /** The first cause of {@code type}, or null. */
  static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
      each = each.getCause();
    }
    return null;
  }

  private static final int MOST_CAUSES = 20;
}
