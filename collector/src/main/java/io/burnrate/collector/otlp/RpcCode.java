package io.burnrate.collector.otlp;

/** The codes of {@code google.rpc.Code} that are used here. */
enum RpcCode {
  OK(0),
  INVALID_ARGUMENT(3),
  DEADLINE_EXCEEDED(4),
  NOT_FOUND(5),
  RESOURCE_EXHAUSTED(8),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14);

  private final int number;

  RpcCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** What stands for a status of HTTP in the body of an answer over HTTP. */
  static RpcCode ofHttp(int status) {
    return switch (status) {
      case 400, 415 -> INVALID_ARGUMENT;
      case 408 -> DEADLINE_EXCEEDED;
      case 404 -> NOT_FOUND;
      case 413 -> RESOURCE_EXHAUSTED;
      case 405 -> UNIMPLEMENTED;
      case 429, 503 -> UNAVAILABLE;
      default -> INTERNAL;
    };
  }

  /** What a call over gRPC is answered with where HTTP would say {@code status}. */
  static RpcCode ofRefusal(int status) {
    return switch (status) {
      case 404, 415 -> UNIMPLEMENTED;
      default -> ofHttp(status);
    };
  }
}
