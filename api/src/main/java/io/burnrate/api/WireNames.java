package io.burnrate.api;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How constants are called on the wire: {@code NO_DRIFT} is {@code noDrift}. */
final class WireNames {
  static final List<String> HINT_KINDS = List.of("placeOnNode", "placeOnGpu", "reclaimGpu");

  private WireNames() {}

  static String of(Enum<?> constant) {
    String[] words = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }

  /** Every constant by its wire name, in order. */
  static <E extends Enum<E>> Map<String, E> all(Class<E> type) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E each : EnumSet.allOf(type)) {
      names.put(of(each), each);
    }
    return names;
  }
}
