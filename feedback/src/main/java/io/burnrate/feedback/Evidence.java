package io.burnrate.feedback;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects figures; unknown ones are left out. */
final class Evidence {
  private final Map<String, Object> figures = new LinkedHashMap<>();

  Evidence with(String name, Object figure) {
    boolean unknown = figure instanceof Double number && !Double.isFinite(number);
    if (!unknown) {
      figures.put(name, figure);
    }
    return this;
  }

  Map<String, Object> map() {
    return figures;
  }
}
