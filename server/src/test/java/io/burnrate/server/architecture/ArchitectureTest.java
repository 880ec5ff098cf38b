package io.burnrate.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our code keeps every rule of the house, and each rule catches what it is there to catch. */
class ArchitectureTest {
  private static final String WRONG = "io.burnrate.server.architecture.wrong";
  private static final HouseRules RULES = new HouseRules("io.burnrate");
  private static final HouseRules RULES_FOR_WRONG = new HouseRules(WRONG);
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.burnrate");
  private static final JavaClasses MADE_WRONG = new ClassFileImporter().importPackages(WRONG);

  @ParameterizedTest
  @MethodSource("rules")
  void ourCodeKeeps(ArchRule rule) {
    rule.check(OURS);
  }

  static Stream<ArchRule> rules() {
    return rules(RULES);
  }

  @ParameterizedTest
  @MethodSource("rulesForWrong")
  void codeMadeWrongIsCaughtBy(ArchRule rule) {
    assertThat(rule.evaluate(MADE_WRONG).getFailureReport().getDetails())
        .as(rule.getDescription())
        .isNotEmpty();
  }

  static Stream<ArchRule> rulesForWrong() {
    return rules(RULES_FOR_WRONG)
        .filter(rule -> !rule.getDescription().matches("(?!domain|analytics).* knows only .*"));
  }

  @Test
  void anArrowThatIsAllowedIsNotCaught() {
    assertThat(RULES_FOR_WRONG.arrowsOf("api").evaluate(MADE_WRONG).hasViolation()).isFalse();
  }

  @Test
  void everyModuleIsLookedAt() {
    Set<String> modules =
        OURS.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.replaceFirst("^io\\.burnrate\\.", ""))
            .map(name -> name.replaceFirst("^(store\\.(duckdb|pinot)|[^.]*).*", "$1"))
            .collect(Collectors.toSet());
    assertThat(modules).containsAll(HouseRules.ARROWS.keySet()).contains("server");
    modules.removeAll(HouseRules.ARROWS.keySet());
    // The harness starts clusters for tests; no arrow leads to it.
    assertThat(modules).containsExactlyInAnyOrder("server", "devcluster");
  }

  private static Stream<ArchRule> rules(HouseRules rules) {
    return Stream.concat(
        HouseRules.ARROWS.keySet().stream().map(rules::arrowsOf),
        Stream.of(
            rules.domainNeedsOnlyTheJdk(),
            rules.onlyServerKnowsWhichStoreIsInUse(),
            rules.sqlStaysInTheStore(),
            rules.kafkaAndPinotStayInTheirStore(),
            rules.nobodyKnowsTheDevCluster(),
            rules.thinkersDoNotSpeakHttp(),
            rules.timeIsPassedIn(),
            rules.noOldDates()));
  }
}
