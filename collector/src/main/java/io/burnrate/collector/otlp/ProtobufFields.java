package io.burnrate.collector.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Walks over the fields of an encoded message, without making objects of them. */
final class ProtobufFields {
  private ProtobufFields() {}

  /** Takes a field: its tag, where it begins with that tag, where its content begins and ends. */
  interface Visitor {
    void field(int tag, int start, int content, int end) throws IOException;
  }

  /** Takes the content of a message within. */
  interface Message {
    void at(int start, int length) throws IOException;
  }

  /** Visits every field of the message at {@code start}. */
  static void all(byte[] body, int start, int length, Visitor visitor) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body, start, length);
    int begin = start;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int content;
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int size = in.readRawVarint32();
        content = start + in.getTotalBytesRead();
        in.skipRawBytes(size);
      } else {
        content = start + in.getTotalBytesRead();
        if (!in.skipField(tag)) {
          throw new InvalidProtocolBufferException("an end of a group without its start");
        }
      }
      int end = start + in.getTotalBytesRead();
      visitor.field(tag, begin, content, end);
      begin = end;
    }
  }

  /** Visits the messages of field {@code wanted} in the message at {@code start}. */
  static void each(byte[] body, int start, int length, int wanted, Message message)
      throws IOException {
    all(
        body,
        start,
        length,
        (tag, begin, content, end) -> {
          if (WireFormat.getTagFieldNumber(tag) == wanted) {
            message(tag);
            message.at(content, end - content);
          }
        });
  }

  private static void message(int tag) throws InvalidProtocolBufferException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      throw new InvalidProtocolBufferException(
          "field " + WireFormat.getTagFieldNumber(tag) + " is no message");
    }
  }
}
