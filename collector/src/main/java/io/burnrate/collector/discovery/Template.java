package io.burnrate.collector.discovery;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Texts with groups in them, as Go's regexp expands them: {@code $1}, {@code ${name}}. */
final class Template {
  private Template() {}

  /** {@code template} with each group in the place of its name; one that is none is empty. */
  static String expand(String template, Matcher matcher, Pattern pattern) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char each = template.charAt(at);
      if (each != '$' || at + 1 == template.length()) {
        out.append(each);
        at++;
        continue;
      }
      if (template.charAt(at + 1) == '$') {
        out.append('$');
        at += 2;
        continue;
      }
      boolean braced = template.charAt(at + 1) == '{';
      int from = at + (braced ? 2 : 1);
      int to = from;
      while (to < template.length() && word(template.charAt(to))) {
        to++;
      }
      boolean closed = !braced || (to < template.length() && template.charAt(to) == '}');
      if (to == from || !closed) {
        out.append('$');
        at++;
        continue;
      }
      out.append(group(template.substring(from, to), matcher, pattern));
      at = braced ? to + 1 : to;
    }
    return out.toString();
  }

  private static boolean word(char each) {
    return each == '_' || Character.isLetterOrDigit(each);
  }

  private static String group(String name, Matcher matcher, Pattern pattern) {
    Integer number = pattern.namedGroups().get(name);
    if (number == null && name.matches("\\d{1,4}")) {
      number = Integer.valueOf(name);
    }
    if (number == null || number > matcher.groupCount()) {
      return "";
    }
    String text = matcher.group(number);
    return text == null ? "" : text;
  }
}
