package io.burnrate.drift;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * The features of one prediction, read from its JSON object into arrays that are used again for the
 * next. Nulls are left out. Not thread-safe.
 */
final class FeatureRow {
  /** What a value is. */
  enum Type {
    NUMBER,
    TEXT,
    OTHER
  }

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private int size;
  private String[] names = new String[16];
  private Type[] types = new Type[16];
  private double[] numbers = new double[16];
  private String[] texts = new String[16];

  /** Reads {@code features}; an empty text has none. False if it is no JSON object. */
  boolean read(String features) {
    size = 0;
    if (features.isEmpty()) {
      return true;
    }
    try (JsonParser parser = JSON.createParser(features)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        add(name, parser.nextToken(), parser);
      }
      return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private void add(String name, JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      types = Arrays.copyOf(types, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
      texts = Arrays.copyOf(texts, size * 2);
    }
    names[size] = name;
    types[size] = Type.TEXT;
    texts[size] = "";
    if (token.isNumeric()) {
      types[size] = Type.NUMBER;
      numbers[size] = parser.getDoubleValue();
    } else if (token.isScalarValue()) {
      texts[size] = parser.getText();
    } else {
      types[size] = Type.OTHER;
      parser.skipChildren();
    }
    size++;
  }

  int size() {
    return size;
  }

  String name(int place) {
    return names[place];
  }

  /** Adds the value at {@code place} to {@code values}. */
  void addTo(FeatureValues.Builder values, int place) {
    if (types[place] == Type.NUMBER) {
      values.add(numbers[place]);
    } else if (types[place] == Type.TEXT) {
      values.add(texts[place]);
    } else {
      values.addOther();
    }
  }
}
