package io.burnrate.domain;

import java.util.Locale;

/** The words in which every HTTP door of the service tells problems (RFC 9457). */
public final class HttpProblem {
  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What an asker is told to wait, in seconds, where repeating may help. */
  public static final int RETRY_AFTER_SECONDS = 2;

  private HttpProblem() {}

  /** The URN of the kind of problem; {@code code} is an {@link ErrorCode}'s name or like one. */
  public static String type(String code) {
    return "urn:burnrate:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The code of what a status says on its own; 4xx or 5xx. */
  public static String code(int status) {
    return switch (status) {
      case 404 -> "NOT_FOUND";
      case 405 -> "METHOD_NOT_ALLOWED";
      case 413, 414, 431 -> ErrorCode.TOO_LARGE.name();
      case 503 -> ErrorCode.OVERLOADED.name();
      default -> status < 500 ? ErrorCode.INVALID_REQUEST.name() : "INTERNAL";
    };
  }

  /** What a status means, for a person; 4xx or 5xx. */
  public static String title(int status) {
    return switch (status) {
      case 400 -> "The request is wrong";
      case 404 -> "There is nothing here";
      case 405 -> "The method is not allowed here";
      case 408 -> "The request took too long";
      case 413, 414, 431 -> "The request is too large";
      case 415 -> "The media type is not understood";
      case 503 -> "The answer cannot be given now";
      case 504 -> "The answer took too long";
      default -> status < 500 ? "The request cannot be served" : "The service failed";
    };
  }
}
