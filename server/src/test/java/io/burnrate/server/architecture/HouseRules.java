package io.burnrate.server.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of the house for the modules under one root package. */
final class HouseRules {
  /** Which other modules each module may know. */
  static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

  static {
    ARROWS.put("domain", List.of());
    ARROWS.put("store", List.of("domain"));
    ARROWS.put("store.duckdb", List.of("domain", "store"));
    ARROWS.put("store.pinot", List.of("domain", "store"));
    ARROWS.put("collector", List.of("domain", "store"));
    ARROWS.put("analytics", List.of("domain", "store"));
    ARROWS.put("drift", List.of("domain", "store"));
    ARROWS.put("alerting", List.of("domain", "store", "analytics", "drift"));
    ARROWS.put("feedback", List.of("domain", "analytics"));
    ARROWS.put("api", List.of("domain", "store", "analytics", "drift", "alerting", "feedback"));
    ARROWS.put("simulator", List.of("domain"));
  }

  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalDateTime",
          "java.time.LocalTime",
          "java.time.ZonedDateTime",
          "java.time.OffsetDateTime");

  private static final String[] STORES = {"store.duckdb", "store.pinot"};

  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  /** A module knows nothing of ours but itself and what its arrows point to. */
  ArchRule arrowsOf(String module) {
    Stream<String> allowed =
        Stream.concat(Stream.of(module), ARROWS.getOrDefault(module, List.of()).stream());
    DescribedPredicate<JavaClass> known = inAnyModule(allowed.toArray(String[]::new));
    return noClasses()
        .that(inAnyModule(module))
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + "..").and(DescribedPredicate.not(known)).as("other modules"))
        .as(module + " knows only " + ARROWS.get(module))
        .allowEmptyShould(true);
  }

  ArchRule domainNeedsOnlyTheJdk() {
    return noClasses()
        .that(inAnyModule("domain"))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage("java..", "org.jspecify..", root + ".domain..")))
        .as("domain needs only the JDK");
  }

  ArchRule onlyServerKnowsWhichStoreIsInUse() {
    return noClasses()
        .that(
            resideInAPackage(root + "..")
                .and(DescribedPredicate.not(inAnyModule(STORES)))
                .and(DescribedPredicate.not(top())))
        .should()
        .dependOnClassesThat(inAnyModule(STORES))
        .as("only server knows which store is in use");
  }

  ArchRule sqlStaysInTheStore() {
    return noClasses()
        .that(
            resideInAPackage(root + "..").and(DescribedPredicate.not(inAnyModule("store.duckdb"))))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.duckdb.."))
        .as("SQL stays in the store");
  }

  /** Kafka and Pinot are reached through the store only. */
  ArchRule kafkaAndPinotStayInTheirStore() {
    return noClasses()
        .that(
            resideInAPackage(root + "..")
                .and(DescribedPredicate.not(inAnyModule("store.pinot")))
                .and(DescribedPredicate.not(devCluster())))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.kafka..", "org.apache.pinot..", "kafka.."))
        .as("Kafka and Pinot stay in their store");
  }

  ArchRule nobodyKnowsTheDevCluster() {
    return noClasses()
        .that(resideInAPackage(root + "..").and(DescribedPredicate.not(devCluster())))
        .should()
        .dependOnClassesThat(devCluster())
        .as("nobody knows the development cluster");
  }

  ArchRule thinkersDoNotSpeakHttp() {
    return noClasses()
        .that(inAnyModule("domain", "store", "store.duckdb", "analytics", "drift", "feedback"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.vertx..", "io.netty..", "java.net.http..", "com.sun.net.."))
        .as("domain, store, analytics, drift and feedback do not speak HTTP");
  }

  /** Of the modules only a main class, such as the simulator's, may read the system's clock. */
  ArchRule timeIsPassedIn() {
    return noClasses()
        .that(resideInAPackage(root + "..").and(DescribedPredicate.not(top())))
        .and()
        .haveSimpleNameNotEndingWith("Main")
        .should()
        .callCodeUnitWhere(readsTheClock())
        .as("time is passed in");
  }

  ArchRule noOldDates() {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Date")
        .as("nobody uses java.util.Date");
  }

  /** Where things are put together: these may know everything, and own the clock. */
  private DescribedPredicate<JavaClass> top() {
    return resideInAnyPackage(root + ".server..", root + ".benchmarks..");
  }

  /** A process of its own, whose class path is not ours. */
  private DescribedPredicate<JavaClass> devCluster() {
    return resideInAPackage(root + ".devcluster..");
  }

  /** In {@code store} but not in {@code store.duckdb}, and the like. */
  private DescribedPredicate<JavaClass> inAnyModule(String... modules) {
    List<String> wanted = Arrays.asList(modules);
    return DescribedPredicate.describe(
        "in " + wanted, type -> wanted.contains(moduleOf(type.getPackageName())));
  }

  private String moduleOf(String packageName) {
    return ARROWS.keySet().stream()
        .filter(module -> within(packageName, root + "." + module))
        .reduce("", (a, b) -> a.length() > b.length() ? a : b);
  }

  private static boolean within(String packageName, String parent) {
    return packageName.equals(parent) || packageName.startsWith(parent + ".");
  }

  private static DescribedPredicate<JavaCall<?>> readsTheClock() {
    return DescribedPredicate.describe(
        "read the system's clock",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getName();
          boolean now =
              name.equals("now")
                  && CLOCKS.contains(owner)
                  && call.getTarget().getRawParameterTypes().isEmpty();
          boolean clock =
              (owner.equals(Clock.class.getName()) || owner.equals(InstantSource.class.getName()))
                  && name.startsWith("system");
          return now
              || clock
              || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"));
        });
  }
}
