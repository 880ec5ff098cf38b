package io.burnrate.collector;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Walks over the fields of one protobuf message where it stands, without making objects of it. */
public final class ProtobufFields {
  /** Told of fields by their form on the wire; those of other forms and numbers are passed over. */
  public interface Visitor {
    /** A text, a message or a packed list. */
    default void bytes(int field, int start, int length) throws IOException {}

    default void varint(int field, long value) {}

    /** A double, by its bits. */
    default void fixed64(int field, long bits) {}
  }

  /** Takes a field: its tag, where it begins with that tag, where its content begins and ends. */
  @FunctionalInterface
  public interface Places {
    /** A field of any form. */
    void field(int tag, int start, int content, int end) throws IOException;
  }

  /** Takes the content of a message within. */
  @FunctionalInterface
  public interface Message {
    /** A message at {@code start}. */
    void at(int start, int length) throws IOException;
  }

  private ProtobufFields() {}

  /** Visits the fields of the message in {@code body[start, start + length)}. */
  public static void visit(byte[] body, int start, int length, Visitor visitor) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body, start, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          int size = in.readRawVarint32();
          int at = start + in.getTotalBytesRead();
          in.skipRawBytes(size);
          visitor.bytes(field, at, size);
        }
        case WireFormat.WIRETYPE_VARINT -> visitor.varint(field, in.readRawVarint64());
        case WireFormat.WIRETYPE_FIXED64 -> visitor.fixed64(field, in.readRawLittleEndian64());
        default -> skip(in, tag);
      }
    }
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("an end of a group without its start");
    }
  }

  /** Tells where every field of the message at {@code start} stands. */
  public static void places(byte[] body, int start, int length, Places places) throws IOException {
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
        skip(in, tag);
      }
      int end = start + in.getTotalBytesRead();
      places.field(tag, begin, content, end);
      begin = end;
    }
  }

  /**
   * Visits the messages of field {@code wanted} in the message at {@code start}; throws {@link
   * InvalidProtocolBufferException} when such a field is no message.
   */
  public static void each(byte[] body, int start, int length, int wanted, Message message)
      throws IOException {
    places(
        body,
        start,
        length,
        (tag, begin, content, end) -> {
          if (WireFormat.getTagFieldNumber(tag) == wanted) {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
              throw new InvalidProtocolBufferException("field " + wanted + " is no message");
            }
            message.at(content, end - content);
          }
        });
  }
}
