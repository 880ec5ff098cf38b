package io.burnrate.store.pinot;

import org.jspecify.annotations.Nullable;

/** A Kafka record that does not hold rows of the table it was read for. */
final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
