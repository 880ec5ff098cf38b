package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.burnrate.collector.http.CleanText;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes attributes as one JSON object of bounded size, without what was said to or by a model
 * unless that is to be kept. What is left out or cut is counted. Reused from span to span; one
 * thread.
 */
final class AttributeJson {
  /** The most characters of one object; attributes that do not fit are left out. */
  static final int MAX_CHARS = 16 << 10;

  /** Longer text values are cut. */
  static final int MAX_VALUE_CHARS = 4 << 10;

  /** An attribute with a longer name is left out. */
  static final int MAX_KEY_CHARS = 512;

  private final JsonStringEncoder encoder = JsonStringEncoder.getInstance();
  private final StringBuilder json = new StringBuilder();
  private final Set<String> names = new HashSet<>();
  private final Tally tally;
  private final boolean keepContent;

  AttributeJson(Tally tally, boolean keepContent) {
    this.tally = tally;
    this.keepContent = keepContent;
  }

  String of(List<KeyValue> attributes) {
    begin(attributes);
    return json.append('}').toString();
  }

  /**
   * The attributes of {@code span}. Its events have no column: they are counted, and those that
   * hold content become a member {@code events} where content is to be kept.
   */
  String of(Span span) {
    begin(span.getAttributesList());
    boolean any = false;
    for (Span.Event event : span.getEventsList()) {
      if (!content(event)) {
        tally.drop(Drop.EVENT);
      } else if (!keepContent) {
        tally.drop(Drop.CONTENT);
      } else {
        int before = json.length();
        if (event(event, any)) {
          any = true;
        } else {
          json.setLength(before);
          tally.drop(Drop.SIZE);
        }
      }
    }
    return json.append(any ? "]}" : "}").toString();
  }

  private static boolean content(Span.Event event) {
    return GenAiContent.isEvent(event.getName())
        || event.getAttributesList().stream()
            .anyMatch(each -> GenAiContent.isAttribute(each.getKey()));
  }

  private boolean event(Span.Event event, boolean another) {
    if (another) {
      json.append(',');
    } else {
      json.append(json.length() == 1 ? "" : ",").append("\"events\":[");
    }
    json.append("{\"name\":");
    text(event.getName());
    json.append(",\"timeUnixNano\":").append(event.getTimeUnixNano()).append(",\"attributes\":");
    if (!object(event.getAttributesList(), "")) {
      return false;
    }
    json.append('}');
    return json.length() < MAX_CHARS;
  }

  private void begin(List<KeyValue> attributes) {
    json.setLength(0);
    names.clear();
    json.append('{');
    for (KeyValue attribute : attributes) {
      if (!names.add(attribute.getKey())) {
        tally.drop(Drop.DUPLICATE);
        continue;
      }
      int before = json.length();
      if (!member(attribute, "", before == 1) || json.length() >= MAX_CHARS) {
        json.setLength(before);
        tally.drop(Drop.SIZE);
      }
    }
  }

  /**
   * A value that stands for itself, such as a log record's body: a text as it is, anything else in
   * JSON. Cut, and that counted, where it is too long; what is no text is left out then.
   *
   * @param maxChars the longest text
   */
  String of(AnyValue body, int maxChars) {
    if (body.hasStringValue()) {
      if (body.getStringValue().length() > maxChars) {
        tally.drop(Drop.CUT);
      }
      return CleanText.of(body.getStringValue(), maxChars);
    }
    if (body.getValueCase() == AnyValue.ValueCase.VALUE_NOT_SET) {
      return "";
    }
    json.setLength(0);
    if (!value(body, "")) {
      tally.drop(Drop.SIZE);
      return "";
    }
    return json.toString();
  }

  boolean keepsContent() {
    return keepContent;
  }

  /** Counts content that is left out as a whole. */
  void dropContent() {
    tally.drop(Drop.CONTENT);
  }

  /** Appends a member unless it is content; answers false when it does not fit. */
  private boolean member(KeyValue attribute, String prefix, boolean first) {
    String key = attribute.getKey();
    if (prefix.length() + key.length() > MAX_KEY_CHARS) {
      return false;
    }
    String path = prefix + key;
    if (!keepContent && GenAiContent.isAttribute(path)) {
      tally.drop(Drop.CONTENT);
      return true;
    }
    if (!first) {
      json.append(',');
    }
    text(key);
    json.append(':');
    return value(attribute.getValue(), path);
  }

  private boolean value(AnyValue value, String path) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> text(value.getStringValue());
      case BOOL_VALUE -> json.append(value.getBoolValue());
      case INT_VALUE -> json.append(value.getIntValue());
      case DOUBLE_VALUE -> number(value.getDoubleValue());
      case BYTES_VALUE -> text(bytes(value));
      case ARRAY_VALUE -> {
        return array(value.getArrayValue().getValuesList(), path);
      }
      case KVLIST_VALUE -> {
        String prefix = path.isEmpty() ? "" : path + '.';
        return object(value.getKvlistValue().getValuesList(), prefix);
      }
      default -> json.append("null");
    }
    return json.length() < MAX_CHARS;
  }

  private boolean array(List<AnyValue> values, String path) {
    json.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      if (!value(values.get(i), path)) {
        return false;
      }
    }
    json.append(']');
    return true;
  }

  private boolean object(List<KeyValue> members, String prefix) {
    json.append('{');
    int start = json.length();
    for (KeyValue member : members) {
      if (!member(member, prefix, json.length() == start)) {
        return false;
      }
    }
    json.append('}');
    return true;
  }

  private void text(String text) {
    if (text.length() > MAX_VALUE_CHARS) {
      tally.drop(Drop.CUT);
    }
    String clean = CleanText.of(text, MAX_VALUE_CHARS);
    json.append('"');
    if (plain(clean)) {
      json.append(clean); // as a whole, instead of character by character
    } else {
      encoder.quoteAsString(clean, json);
    }
    json.append('"');
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      json.append(value);
    } else {
      json.append('"').append(value).append('"');
    }
  }

  private static String bytes(AnyValue value) {
    // three bytes become four characters; what is cut need not be encoded
    int most = MAX_VALUE_CHARS / 4 * 3 + 3;
    int length = Math.min(value.getBytesValue().size(), most);
    byte[] bytes = value.getBytesValue().substring(0, length).toByteArray();
    return Base64.getEncoder().encodeToString(bytes);
  }
}
