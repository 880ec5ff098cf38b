package io.burnrate.server.config;

import io.burnrate.domain.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of values that settings have. */
final class Kinds {
  /** Longer texts are refused. */
  static final int LONGEST_TEXT = 2_000;

  /** Longer than any time that can be asked for. */
  static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Stands between the values of a list that is written as one text. */
  static final String BETWEEN = ",";

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):\\d{1,5}");
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][+-]?\\d{1,3})?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
  private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cntrl}]*");
  private static final String HTTP_URL =
      "an http or https URL with a host, and without a user name or password";

  private Kinds() {}

  static Kind<Integer> whole(int least, int most) {
    return new Kind<>(
        "a whole number from " + least + " to " + most,
        text -> whole(text).filter(n -> n >= least && n <= most).map(Long::intValue),
        String::valueOf,
        false);
  }

  static Kind<Integer> port() {
    return whole(0, 65_535);
  }

  static Kind<Double> number(double least, double most) {
    return decimal(
        "a number from " + show(least) + " to " + show(most), n -> n >= least && n <= most);
  }

  static Kind<Double> ratio() {
    return decimal("a ratio from 0 to 1", n -> n >= 0 && n <= 1);
  }

  /** Neither nothing nor all. */
  static Kind<Double> partialRatio() {
    return decimal("a ratio above 0 and below 1", n -> n > 0 && n < 1);
  }

  static Kind<Boolean> bool() {
    return oneOf(List.of(true, false), String::valueOf);
  }

  static <T> Kind<T> oneOf(List<T> values, Function<T, String> name) {
    List<String> names = values.stream().map(name).toList();
    return new Kind<>(
        "one of " + names,
        text -> values.stream().filter(value -> name.apply(value).equals(text)).findFirst(),
        name,
        false,
        names,
        Optional.empty());
  }

  /** Likewise, in whichever letters. */
  static <T> Kind<T> oneOfAnyCase(List<T> values, Function<T, String> name) {
    List<String> names = values.stream().map(name).toList();
    return new Kind<>(
        "one of " + names,
        text ->
            values.stream().filter(value -> name.apply(value).equalsIgnoreCase(text)).findFirst(),
        name,
        false,
        names,
        Optional.empty());
  }

  /** A list of values; as one text, which no value may hold a comma for. */
  static <T> Kind<List<T>> list(Kind<T> kind, int most) {
    return new Kind<>(
        "a list of at most " + most + " values, each " + kind.expected(),
        text -> elements(kind, split(text)).filter(list -> list.size() <= most),
        list -> list.stream().map(kind.show()).collect(Collectors.joining(BETWEEN)),
        kind.hidden(),
        List.of(),
        Optional.of(kind));
  }

  private static <T> Optional<List<T>> elements(Kind<T> kind, List<String> texts) {
    List<Optional<T>> values = texts.stream().map(kind.parse()).toList();
    return values.stream().allMatch(Optional::isPresent)
        ? Optional.of(values.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  /** The values in the text of a list. */
  static List<String> split(String text) {
    return text.isBlank()
        ? List.of()
        : Stream.of(text.split(BETWEEN, -1)).map(String::strip).toList();
  }

  /** Addresses of a Kafka cluster. */
  static Kind<String> hostsAndPorts() {
    return new Kind<>(
        "host:port, or several of them between commas",
        text ->
            !text.isBlank() && split(text).stream().allMatch(HOST_AND_PORT.asMatchPredicate())
                ? Optional.of(text)
                : Optional.empty(),
        Function.identity(),
        false);
  }

  /** A text that {@code pattern} matches; {@code expected} says which those are. */
  static Kind<String> matching(String pattern, String expected) {
    Pattern compiled = Pattern.compile(pattern);
    return new Kind<>(
        expected,
        text -> compiled.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
        Function.identity(),
        false);
  }

  static Kind<Duration> duration(String least, String most) {
    Duration shortest = Durations.parse(least).orElseThrow();
    Duration longest = Durations.parse(most).orElseThrow();
    return new Kind<>(
        Durations.EXAMPLES + ", from " + least + " to " + most,
        text ->
            Durations.parse(text)
                .filter(d -> d.compareTo(shortest) >= 0 && d.compareTo(longest) <= 0),
        Durations::show,
        false);
  }

  /** A duration, or {@code forever}, which is {@link #FOREVER}. */
  static Kind<Duration> durationOrForever(String least, String most) {
    Kind<Duration> duration = duration(least, most);
    return new Kind<>(
        duration.expected() + ", or forever",
        text -> text.equals("forever") ? Optional.of(FOREVER) : duration.parse().apply(text),
        value -> value.equals(FOREVER) ? "forever" : Durations.show(value),
        false);
  }

  static Kind<Long> size(String least, String most) {
    long smallest = Sizes.parse(least).orElseThrow();
    long largest = Sizes.parse(most).orElseThrow();
    return new Kind<>(
        Sizes.EXAMPLES + ", from " + least + " to " + most,
        text -> Sizes.parse(text).filter(n -> n >= smallest && n <= largest),
        Sizes::show,
        false);
  }

  static Kind<String> text() {
    return new Kind<>(
        "a text of 1 to " + LONGEST_TEXT + " printable characters",
        text -> printable(text).filter(t -> !t.isBlank()),
        Function.identity(),
        false);
  }

  /** Like {@link #text}, or nothing. */
  static Kind<String> label() {
    return new Kind<>(
        "a text of at most " + LONGEST_TEXT + " printable characters",
        Kinds::printable,
        Function.identity(),
        false);
  }

  static Kind<String> host() {
    return new Kind<>(
        "a host name or address to listen on, such as 127.0.0.1",
        text -> HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
        Function.identity(),
        false);
  }

  static Kind<Path> path() {
    return new Kind<>(
        "a path",
        text -> printable(text).filter(t -> !t.isBlank()).map(Path::of),
        Path::toString,
        false);
  }

  static Kind<URI> httpUrl() {
    return new Kind<>(HTTP_URL, Kinds::url, URI::toString, false);
  }

  /** An HTTP URL, or nothing. */
  static Kind<String> httpUrlOrEmpty() {
    return new Kind<>(
        HTTP_URL + ", or nothing",
        text -> text.isEmpty() ? Optional.of("") : url(text).map(URI::toString),
        Function.identity(),
        false);
  }

  /** An HTTP URL whose path may be a password, as those of chat webhooks are. */
  static Kind<URI> secretHttpUrl() {
    return new Kind<>(
        HTTP_URL, Kinds::url, url -> url.getScheme() + "://" + url.getRawAuthority() + "/…", true);
  }

  static Kind<Secret> secret() {
    return new Kind<>(
        "a text without line breaks or control characters",
        text -> printable(text).map(Secret::new),
        secret -> secret.present() ? secret.toString() : "",
        true);
  }

  /** A number without trailing zeros and exponent. */
  static String show(double number) {
    BigDecimal plain = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    return plain.toPlainString();
  }

  private static Kind<Double> decimal(String expected, Predicate<Double> allowed) {
    return new Kind<>(
        expected,
        text ->
            NUMBER.matcher(text).matches()
                ? Optional.of(Double.valueOf(text)).filter(allowed)
                : Optional.empty(),
        Kinds::show,
        false);
  }

  private static Optional<Long> whole(String text) {
    return WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static Optional<String> printable(String text) {
    boolean allowed = text.length() <= LONGEST_TEXT && PRINTABLE.matcher(text).matches();
    return allowed ? Optional.of(text) : Optional.empty();
  }

  private static Optional<URI> url(String text) {
    if (text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String scheme = url.getScheme();
    boolean http = "http".equals(scheme) || "https".equals(scheme);
    boolean named = url.getHost() != null && url.getRawUserInfo() == null;
    return http && named && url.getPort() <= 65_535 && url.getPort() != 0
        ? Optional.of(url)
        : Optional.empty();
  }
}
