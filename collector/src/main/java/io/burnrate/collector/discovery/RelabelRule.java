package io.burnrate.collector.discovery;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One rule that changes labels, or drops what they belong to. Prometheus' semantics: expressions
 * are RE2's and match the whole text; a label with an empty value is none. Immutable.
 */
public final class RelabelRule {
  /** The longest expression, its repetitions written out: see {@link RegexSize}. */
  public static final int MAX_REGEX_CHARS = 10_000;

  /** What each of them is when a rule does not say. */
  public static final Parts DEFAULT =
      new Parts(RelabelAction.REPLACE, List.of(), ";", "(.*)", 0, "", "$1");

  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern TEMPLATE_NAME =
      Pattern.compile("(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+");

  private final Parts parts;
  private final Pattern pattern;

  /**
   * A rule as it is written down.
   *
   * @param sourceLabels their values, joined by {@code separator}, are what {@code regex} is
   *     matched with
   * @param modulus for {@link RelabelAction#HASHMOD}, above 0
   * @param targetLabel may hold groups such as {@code $1} for {@link RelabelAction#REPLACE}
   * @param replacement may hold groups
   */
  public record Parts(
      RelabelAction action,
      List<String> sourceLabels,
      String separator,
      String regex,
      long modulus,
      String targetLabel,
      String replacement) {
    public Parts {
      sourceLabels = List.copyOf(sourceLabels);
    }
  }

  /** A rule of sound parts; throws {@link IllegalArgumentException} where they are not. */
  public RelabelRule(Parts parts) {
    Optional<String> mistake = mistake(parts);
    if (mistake.isPresent()) {
      throw new IllegalArgumentException(mistake.get());
    }
    this.parts = parts;
    this.pattern = compile(parts.regex());
  }

  /** What is wrong with {@code parts}, as "expected …". */
  public static Optional<String> mistake(Parts parts) {
    if (parts.regex().length() > MAX_REGEX_CHARS || RegexSize.of(parts.regex()) > MAX_REGEX_CHARS) {
      return Optional.of(
          "expected a regex of at most "
              + MAX_REGEX_CHARS
              + " characters, repetitions written out");
    }
    try {
      compile(parts.regex());
    } catch (PatternSyntaxException e) {
      return Optional.of("expected a regex of RE2: " + e.getMessage());
    }
    String target = parts.targetLabel();
    return switch (parts.action()) {
      case KEEP, DROP, LABELDROP, LABELKEEP -> Optional.empty();
      case REPLACE ->
          TEMPLATE_NAME.matcher(target).matches()
              ? Optional.empty()
              : Optional.of("expected a targetLabel that is a label's name, got '" + target + "'");
      case LABELMAP ->
          TEMPLATE_NAME.matcher(parts.replacement()).matches()
              ? Optional.empty()
              : Optional.of("expected a replacement that is a label's name");
      case HASHMOD ->
          parts.modulus() > 0 ? named(target) : Optional.of("expected a modulus above 0");
      case KEEP_EQUAL, DROP_EQUAL, LOWERCASE, UPPERCASE -> named(target);
    };
  }

  private static Optional<String> named(String target) {
    return validName(target)
        ? Optional.empty()
        : Optional.of("expected a targetLabel that is a label's name, got '" + target + "'");
  }

  static boolean validName(String name) {
    return LABEL_NAME.matcher(name).matches();
  }

  private static Pattern compile(String regex) {
    return Pattern.compile("^(?s:" + regex + ")$");
  }

  public Parts parts() {
    return parts;
  }

  /** Changes {@code labels}; false when what they belong to is dropped. */
  boolean apply(Map<String, String> labels) {
    String value = joined(labels);
    String target = parts.targetLabel();
    return switch (parts.action()) {
      case KEEP -> pattern.matcher(value).find();
      case DROP -> !pattern.matcher(value).find();
      case KEEP_EQUAL -> labels.getOrDefault(target, "").equals(value);
      case DROP_EQUAL -> !labels.getOrDefault(target, "").equals(value);
      case REPLACE, LOWERCASE, UPPERCASE, HASHMOD, LABELMAP, LABELDROP, LABELKEEP -> {
        change(labels, value);
        yield true;
      }
    };
  }

  private void change(Map<String, String> labels, String value) {
    String target = parts.targetLabel();
    switch (parts.action()) {
      case REPLACE -> replace(labels, value);
      case LOWERCASE -> set(labels, target, value.toLowerCase(Locale.ROOT));
      case UPPERCASE -> set(labels, target, value.toUpperCase(Locale.ROOT));
      case HASHMOD -> set(labels, target, hashMod(value, parts.modulus()));
      case LABELMAP -> map(labels);
      case LABELDROP -> labels.keySet().removeIf(name -> pattern.matcher(name).find());
      case LABELKEEP -> labels.keySet().removeIf(name -> !pattern.matcher(name).find());
      case KEEP, DROP, KEEP_EQUAL, DROP_EQUAL -> {}
    }
  }

  private String joined(Map<String, String> labels) {
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < parts.sourceLabels().size(); i++) {
      joined.append(i == 0 ? "" : parts.separator());
      joined.append(labels.getOrDefault(parts.sourceLabels().get(i), ""));
    }
    return joined.toString();
  }

  private void replace(Map<String, String> labels, String value) {
    Matcher matcher = pattern.matcher(value);
    if (!matcher.find()) {
      return;
    }
    String target = Template.expand(parts.targetLabel(), matcher, pattern);
    if (validName(target)) {
      set(labels, target, Template.expand(parts.replacement(), matcher, pattern));
    }
  }

  private void map(Map<String, String> labels) {
    for (Map.Entry<String, String> each : Map.copyOf(labels).entrySet()) {
      Matcher matcher = pattern.matcher(each.getKey());
      if (matcher.find()) {
        String name = Template.expand(parts.replacement(), matcher, pattern);
        if (validName(name)) {
          set(labels, name, each.getValue());
        }
      }
    }
  }

  private static void set(Map<String, String> labels, String name, String value) {
    if (value.isEmpty()) {
      labels.remove(name);
    } else {
      labels.put(name, value);
    }
  }

  /** The last eight bytes of the MD5 digest, unsigned, modulo {@code modulus}. */
  private static String hashMod(String value, long modulus) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8));
      return Long.toString(Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(8), modulus));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelabelRule rule && parts.equals(rule.parts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(parts);
  }

  @Override
  public String toString() {
    return parts.toString();
  }
}
