package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads protobuf messages from JSON as OTLP writes it: trace and span ids in hexadecimal digits,
 * enums as numbers (names are taken too), whole numbers also as texts, unknown members ignored. A
 * value of a wrong kind is skipped and remembered as {@link #malformed()}; only broken JSON throws.
 * One thread.
 */
final class JsonMessages {
  /** A message of more values is malformed. */
  static final int MAX_VALUES = 100_000;

  /** A number written with more characters is malformed. */
  static final int MAX_NUMBER_CHARS = 64;

  /** A number with more digits after its point is malformed, whatever they are. */
  private static final int MAX_SCALE = 64;

  /** 2^64 has so many digits. */
  private static final int MAX_WHOLE_DIGITS = 20;

  private static final Set<String> HEX_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");
  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS =
      new ConcurrentHashMap<>();

  private int values;
  private boolean malformed;
  private String without = "";

  /** Reads one message at {@code json}'s current token, and moves to its last token. */
  void read(JsonParser json, Message.Builder into) throws IOException {
    read(json, into, "");
  }

  /** As {@link #read(JsonParser, Message.Builder)}, but skips the members {@code without}. */
  void read(JsonParser json, Message.Builder into, String without) throws IOException {
    this.without = without;
    values = 0;
    malformed = false;
    message(json, into);
  }

  /** Whether the last message held a value of a wrong kind, or too many. */
  boolean malformed() {
    return malformed;
  }

  private void message(JsonParser json, Message.Builder into) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      refuse(json);
      return;
    }
    Map<String, FieldDescriptor> fields = fields(into.getDescriptorForType());
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      FieldDescriptor field = name.equals(without) ? null : fields.get(name);
      JsonToken token = json.nextToken();
      if (field == null || malformed) {
        json.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        field(json, field, into);
      }
    }
  }

  private void field(JsonParser json, FieldDescriptor field, Message.Builder into)
      throws IOException {
    if (!field.isRepeated()) {
      Object value = value(json, field, into);
      if (value != null) {
        into.setField(field, value);
      }
      return;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      refuse(json);
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Object value = malformed ? null : value(json, field, into);
      if (value != null) {
        into.addRepeatedField(field, value);
      } else if (malformed) {
        json.skipChildren();
      }
    }
  }

  /** The value at the current token, or null after a {@link #refuse}. */
  private @Nullable Object value(JsonParser json, FieldDescriptor field, Message.Builder into)
      throws IOException {
    if (++values > MAX_VALUES) {
      return refuse(json);
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder inner = into.newBuilderForField(field);
      message(json, inner);
      return malformed ? null : inner.build();
    }
    Object value = json.currentToken().isScalarValue() ? scalar(json, field) : null;
    return value == null ? refuse(json) : value;
  }

  private @Nullable Object refuse(JsonParser json) throws IOException {
    malformed = true;
    json.skipChildren();
    return null;
  }

  private static @Nullable Object scalar(JsonParser json, FieldDescriptor field)
      throws IOException {
    boolean text = json.currentToken() == JsonToken.VALUE_STRING;
    try {
      return switch (field.getJavaType()) {
        case STRING -> text ? json.getText() : null;
        case BYTE_STRING -> text ? bytes(json.getText(), field) : null;
        case BOOLEAN -> json.currentToken().isBoolean() ? json.getBooleanValue() : null;
        case INT -> whole(json).intValue();
        case LONG -> whole(json).longValue();
        case DOUBLE -> number(json);
        case ENUM -> enumValue(json, field);
        case FLOAT, MESSAGE -> null; // OTLP has no float
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static ByteString bytes(String text, FieldDescriptor field) {
    byte[] bytes =
        HEX_FIELDS.contains(field.getName())
            ? HexFormat.of().parseHex(text)
            : Base64.getDecoder().decode(text);
    return ByteString.copyFrom(bytes);
  }

  /** Throws for a truth value, and for a text that is no number. */
  private static double number(JsonParser json) throws IOException {
    return json.currentToken().isNumeric()
        ? json.getDoubleValue()
        : Double.parseDouble(json.getText());
  }

  /** A number of at most 64 bits, signed or not. Throws when it is none. */
  private static BigInteger whole(JsonParser json) throws IOException {
    String text = json.getText();
    if (text.length() > MAX_NUMBER_CHARS) {
      throw new NumberFormatException("too long");
    }
    BigDecimal number = new BigDecimal(text);
    if (number.precision() - number.scale() > MAX_WHOLE_DIGITS || number.scale() > MAX_SCALE) {
      throw new ArithmeticException("too large");
    }
    BigInteger whole = number.toBigIntegerExact();
    if (whole.bitLength() > Long.SIZE) {
      throw new ArithmeticException("too large");
    }
    return whole;
  }

  private static @Nullable EnumValueDescriptor enumValue(JsonParser json, FieldDescriptor field)
      throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? field.getEnumType().findValueByName(json.getText())
        : field.getEnumType().findValueByNumberCreatingIfUnknown(whole(json).intValue());
  }

  private static Map<String, FieldDescriptor> fields(Descriptor type) {
    return FIELDS.computeIfAbsent(
        type,
        descriptor -> {
          Map<String, FieldDescriptor> byName = new HashMap<>();
          for (FieldDescriptor field : descriptor.getFields()) {
            byName.put(field.getJsonName(), field);
          }
          return byName;
        });
  }
}
