import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts {@code ./burnrate demo}, waits for a closed ledger minute, and compares what the API says
 * with what the simulator knows. Prints a line for each check; needs nothing but a JDK.
 */
final class Smoke {
  private static final int GPUS = 32;
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(15);
  private static final Duration CLOSES_WITHIN = Duration.ofMinutes(4);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);
  private static final Path LOG = Path.of("target/smoke-demo.log");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI api;
  private final Process demo;
  private int failures;

  private Smoke(int port) throws IOException {
    api = URI.create("http://127.0.0.1:" + port);
    Files.createDirectories(LOG.getParent());
    List<String> command =
        List.of("./burnrate", "demo", "--gpus", "" + GPUS, "--for", "20m", "--port", "" + port);
    System.out.println("smoke: " + String.join(" ", command) + " (its output is in " + LOG + ")");
    demo = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(demo::destroyForcibly));
  }

  public static void main(String[] args) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Smoke smoke = new Smoke(port);
    try {
      smoke.run();
    } catch (Exception e) {
      smoke.check("runs to the end", false, e.toString());
      Files.readAllLines(LOG).stream().limit(200).forEach(System.out::println);
    }
    System.out.println("smoke: done");
    System.exit(smoke.failures == 0 ? 0 : 1);
  }

  private void run() throws Exception {
    await("readyz answers 200", STARTS_WITHIN, () -> status("/readyz") == 200 ? "" : null);
    check("readyz answers 200", true, api.toString());
    URI truth = URI.create(await("the demo names its truth", CLOSES_WITHIN, Smoke::truthUrl));
    Instant fleetStart = millis(read(truth), "fleetStartEpochMillis");
    String closed =
        await("a whole minute is closed", CLOSES_WITHIN, () -> closedMinute(fleetStart));
    ledger(truth, Instant.parse(closed));
    utilization(truth);
    String metrics = text(api.resolve("/metrics"));
    check("/metrics has the KPIs", metrics.contains("\nburnrate_gpus{"), "burnrate_gpus");
    stop();
  }

  /** The start of the newest closed minute in which the whole fleet was there already. */
  private String closedMinute(Instant fleetStart) throws Exception {
    Object until = read(api.resolve("/api/v1/ledger?by=cluster")).get("closedUntil");
    if (until == null) {
      return null;
    }
    Instant minute = Instant.parse((String) until).minusSeconds(60);
    return minute.isBefore(fleetStart.plusSeconds(15)) ? null : minute.toString();
  }

  private void ledger(URI truth, Instant minute) throws Exception {
    Instant end = minute.plusSeconds(60);
    Map<String, Object> ours =
        read(api.resolve("/api/v1/ledger?by=class&start=" + minute + "&end=" + end));
    Map<String, Object> theirs =
        read(URI.create(truth + "?start=" + minute.toEpochMilli() + "&end=" + end.toEpochMilli()));
    Map<String, Object> got = object(ours, "totals");
    Map<String, Object> want = object(theirs, "totals");
    near("GPU-seconds of the minute from " + minute, got, want, "gpuSeconds", 0);
    near("their price", got, want, "costUsd", 0.001);
    energy(got, theirs);
    check("the ledger has no residual", number(ours, "residualGpuSeconds") == 0, "0");
  }

  /**
   * A node of the demo falls silent for a while. What it draws then is entered once it is heard
   * again, which may be after the minute has closed.
   */
  private void energy(Map<String, Object> got, Map<String, Object> theirs) {
    double ours = number(got, "energyJoules");
    double most = number(object(theirs, "totals"), "energyJoules");
    double least = most;
    for (Object each : (List<?>) theirs.get("byClass")) {
      Map<String, Object> entry = asObject(each);
      least -= "unknown".equals(entry.get("class")) ? number(entry, "energyJoules") : 0;
    }
    boolean close = most > 0 && ours >= 0.95 * least && ours <= 1.05 * most;
    check("their energy", close, ours + ", truly " + most + ", of it heard " + least);
  }

  private void utilization(URI truth) throws Exception {
    Map<String, Object> ours = read(api.resolve("/api/v1/utilization?by=cluster&window=1m"));
    double gpus = 0;
    double used = 0;
    for (Object each : (List<?>) ours.get("items")) {
      Map<String, Object> item = asObject(each);
      gpus += number(item, "gpus");
      used += number(item, "gpus") * number(item, "utilizationRatio");
    }
    Instant start = Instant.parse((String) ours.get("windowStart"));
    Instant end = Instant.parse((String) ours.get("windowEnd"));
    Instant now = Instant.now();
    long until = (end.isBefore(now) ? end : now).toEpochMilli();
    Map<String, Object> theirs =
        read(URI.create(truth + "?start=" + start.toEpochMilli() + "&end=" + until));
    double got = gpus == 0 ? Double.NaN : used / gpus;
    double want = number(theirs, "utilizationRatio");
    check("fleet utilization", Math.abs(got - want) <= 0.05, got + ", truly " + want);
  }

  private void stop() throws InterruptedException {
    demo.destroy();
    long begun = System.nanoTime();
    boolean gone = demo.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    check("SIGTERM stops it within 5 s", gone, millis + " ms");
  }

  private void near(
      String what, Map<String, Object> got, Map<String, Object> want, String key, double ratio) {
    double ours = number(got, key);
    double theirs = number(want, key);
    boolean close = Math.abs(ours - theirs) <= Math.max(1e-6, ratio * Math.abs(theirs));
    check(what, close && theirs > 0, ours + ", truly " + theirs);
  }

  private void check(String what, boolean holds, String detail) {
    failures += holds ? 0 : 1;
    System.out.println("smoke: " + (holds ? "ok " : "FAILED ") + what + ": " + detail);
  }

  private static String truthUrl() throws IOException {
    Optional<String> line =
        Files.readAllLines(LOG).stream().filter(each -> each.matches(".*truth:\\s+http.*")).findFirst();
    return line.map(each -> each.replaceFirst(".*truth:\\s+(http\\S+).*", "$1")).orElse(null);
  }

  /** Something to try until it gives an answer. */
  private interface Attempt {
    String answer() throws Exception;
  }

  private String await(String what, Duration limit, Attempt attempt) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    Exception last = null;
    while (System.nanoTime() < deadline) {
      if (!demo.isAlive()) {
        throw new IllegalStateException("the demo ended with " + demo.exitValue());
      }
      try {
        String answer = attempt.answer();
        if (answer != null) {
          return answer;
        }
      } catch (IOException e) {
        last = e;
      }
      Thread.sleep(500);
    }
    throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what, last);
  }

  private int status(String path) throws Exception {
    return send(api.resolve(path)).statusCode();
  }

  private String text(URI uri) throws Exception {
    HttpResponse<String> response = send(uri);
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> send(URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Map<String, Object> read(URI uri) throws Exception {
    return asObject(new Json(text(uri)).value());
  }

  private static Instant millis(Map<String, Object> object, String key) {
    return Instant.ofEpochMilli((long) number(object, key));
  }

  private static double number(Map<String, Object> object, String key) {
    return object.get(key) instanceof Double value ? value : Double.NaN;
  }

  private static Map<String, Object> object(Map<String, Object> object, String key) {
    return asObject(object.get(key));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObject(Object value) {
    return (Map<String, Object>) value;
  }

  /** Reads JSON into maps, lists, texts, doubles and booleans. Escapes are kept as they stand. */
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object value() {
      skip();
      char c = text.charAt(at);
      if (c == '{') {
        return members();
      } else if (c == '[') {
        return elements();
      } else if (c == '"') {
        return string();
      }
      int begin = at;
      while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(begin, at);
      return switch (word) {
        case "null" -> null;
        case "true", "false" -> Boolean.valueOf(word);
        default -> Double.valueOf(word);
      };
    }

    private Map<String, Object> members() {
      Map<String, Object> members = new LinkedHashMap<>();
      at++;
      while (peek() != '}') {
        String key = string();
        expect(':');
        members.put(key, value());
        if (peek() == ',') {
          at++;
          skip();
        }
      }
      at++;
      return members;
    }

    private List<Object> elements() {
      List<Object> elements = new ArrayList<>();
      at++;
      while (peek() != ']') {
        elements.add(value());
        if (peek() == ',') {
          at++;
        }
      }
      at++;
      return elements;
    }

    private String string() {
      expect('"');
      int begin = at;
      while (text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      return text.substring(begin, at++);
    }

    private char peek() {
      skip();
      return text.charAt(at);
    }

    private void expect(char c) {
      if (peek() != c) {
        throw new IllegalStateException("expected " + c + " at " + at);
      }
      at++;
    }

    private void skip() {
      while (Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }
}
