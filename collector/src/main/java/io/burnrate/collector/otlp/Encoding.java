package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The two encodings of OTLP over HTTP. An answer is in that of its request. */
enum Encoding {
  PROTOBUF("application/x-protobuf") {
    @Override
    void read(Signal signal, byte[] body, SignalRows rows) {
      ProtobufExport.read(signal, body, rows);
    }

    /** An answer's partial success in field 1: rejected in field 1, message in field 2. */
    @Override
    Buffer success(Tally tally) {
      if (tally.message().isEmpty()) {
        return Buffer.buffer();
      }
      byte[] partial =
          RpcStatus.message(
              out -> {
                out.writeInt64(1, tally.rejected());
                out.writeString(2, tally.message());
              });
      return Buffer.buffer(RpcStatus.message(out -> out.writeByteArray(1, partial)));
    }

    @Override
    Buffer status(RpcCode code, String message) {
      return Buffer.buffer(RpcStatus.of(code, message));
    }
  },

  JSON("application/json") {
    @Override
    void read(Signal signal, byte[] body, SignalRows rows) {
      JsonExport.read(signal, body, rows);
    }

    @Override
    Buffer success(Tally tally) {
      JsonObject response = new JsonObject();
      if (!tally.message().isEmpty()) {
        // 64-bit numbers are texts in protobuf's JSON
        response.put(
            "partialSuccess",
            new JsonObject()
                .put(tally.signal().rejected(), Long.toString(tally.rejected()))
                .put("errorMessage", tally.message()));
      }
      return response.toBuffer();
    }

    @Override
    Buffer status(RpcCode code, String message) {
      return new JsonObject().put("code", code.number()).put("message", message).toBuffer();
    }
  };

  private final String mediaType;

  Encoding(String mediaType) {
    this.mediaType = mediaType;
  }

  static @Nullable Encoding of(String mediaType) {
    for (Encoding each : values()) {
      if (each.mediaType.equals(mediaType)) {
        return each;
      }
    }
    return null;
  }

  abstract void read(Signal signal, byte[] body, SignalRows rows);

  /** The body of an answer to an export that was kept, in part at least. */
  abstract Buffer success(Tally tally);

  /** A {@code google.rpc.Status}. */
  abstract Buffer status(RpcCode code, String message);

  Answer answer(Tally tally) {
    return new Answer(200, mediaType, success(tally));
  }

  Answer answer(Refusal refusal) {
    return new Answer(
        refusal.status(), mediaType, status(RpcCode.ofHttp(refusal.status()), refusal.detail()));
  }
}
