package io.burnrate.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.burnrate.collector.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that would take all time, memory or stack are refused, or do not. */
class HostileRulesTest {
  private static final String VALUE = "a".repeat(2_000) + "!";

  /** Those that keep an engine that backtracks busy for ever. */
  static List<String> backtracking() {
    return List.of(
        "(a+)+b", "(a|a|aa)*b", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)b", "(a|a?)+b", "([a-z]+)*[0-9]");
  }

  @ParameterizedTest
  @MethodSource("backtracking")
  void matchingTakesTimeInProportionToTheText(String regex) {
    RelabelRule rule = rule(RelabelAction.KEEP, regex, "");
    boolean kept =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> rule.apply(new TreeMap<>(Map.of("a", VALUE))));
    assertThat(kept).isFalse();
  }

  static List<String> tooLarge() {
    return List.of(
        "(((a{100}){100}){100}){100}",
        "((((x{10}){10}){10}){10}){10}",
        ".{0,1000}".repeat(20),
        "(?:a?){1000}",
        "(?:ab){1000}{1000}",
        "(a|".repeat(1_500) + "a" + ")".repeat(1_500),
        "(".repeat(2_000) + "a?" + ")*".repeat(2_000),
        "(?:[^\\]]{1000}){20}",
        "(?:[[:alpha:]]{1000}){20}",
        "(?:\\x{10FFFF}{1000}){20}",
        "a*".repeat(4_000));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void whatIsTooLargeWrittenOutIsRefused(String regex) {
    assertThat(RelabelRule.mistake(parts(RelabelAction.KEEP, regex, "")))
        .hasValue("expected a regex of at most 10000 characters, repetitions written out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc 3",
        "a|bc 4",
        "a{3} 3",
        "xa{2,5} 6",
        "a{2,} 2",
        "a{0}b 2",
        "a{,3} 5",
        "(ab){3} 54",
        "(a{2}){3} 54",
        "[a-z\\]{9}]{4} 4",
        "[]a]b 2",
        "[^]a]b 2",
        "[[:alpha:]]{3} 3",
        "\\p{Greek}{3} 3",
        "\\Qa{9}\\E 4",
        "\\{9} 3",
        "a*b? 34",
        "^\\b 32",
        "((a 33",
        "a) 1"
      })
  void aSizeIsThatOfTheExpressionWrittenOut(String regex, int size) {
    assertThat(RegexSize.of(regex)).isEqualTo(size);
  }

  @Test
  void theLargestThatAreTakenMatchOnAUsualStack() throws Exception {
    List<String> largest =
        List.of(
            "a?".repeat(580),
            "(".repeat(310) + "a?" + ")*".repeat(310),
            "(a|".repeat(550) + "a" + ")".repeat(550),
            "()".repeat(620),
            ".{0,1000}".repeat(2));
    Throwable[] failure = {null};
    Runnable work =
        () ->
            largest.forEach(
                regex -> {
                  Map<String, String> labels = new TreeMap<>(Map.of("a", VALUE));
                  rule(RelabelAction.KEEP, regex, "").apply(labels);
                });
    Thread thread = new Thread(null, work, "usual stack", 1 << 20);
    thread.setUncaughtExceptionHandler((any, cause) -> failure[0] = cause);
    thread.start();
    thread.join();
    assertThat(failure[0]).isNull();
  }

  @Test
  void whateverARuleSaysItIsRefusedOrApplied() {
    Fuzz.texts(
        "relabel-rules",
        input -> {
          String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 5);
          RelabelAction[] actions = RelabelAction.values();
          RelabelRule.Parts parts =
              new RelabelRule.Parts(
                  actions[input.length % actions.length],
                  List.of("a", line(lines, 3)),
                  line(lines, 4),
                  line(lines, 0),
                  input.length,
                  line(lines, 1),
                  line(lines, 2));
          if (RelabelRule.mistake(parts).isEmpty()) {
            Map<String, String> labels =
                Map.of("a", "h100-gpu-7.example.com:9400", "__address__", "x:1", "b_c", "ü");
            Map<String, String> changed = Relabeling.apply(List.of(new RelabelRule(parts)), labels);
            assertThat(changed == null ? Map.of() : changed).doesNotContainValue("");
          }
        });
  }

  private static String line(String[] lines, int at) {
    return at < lines.length ? lines[at] : "";
  }

  private static RelabelRule rule(RelabelAction action, String regex, String target) {
    return new RelabelRule(parts(action, regex, target));
  }

  private static RelabelRule.Parts parts(RelabelAction action, String regex, String target) {
    return new RelabelRule.Parts(action, List.of("a"), ";", regex, 0, target, "$1");
  }
}
