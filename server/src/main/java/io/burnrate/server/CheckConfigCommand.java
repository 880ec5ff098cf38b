package io.burnrate.server;

import io.burnrate.server.config.ConfigException;
import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.LoadedConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check-config",
    header = "Check a configuration without starting anything.",
    description = {
      "%nPrints 'ok' and the configuration as it would be used, with the environment's overrides,"
          + " every default, and secrets hidden; or everything that is wrong with it.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  burnrate check-config burnrate.yaml",
      "",
      "Exit codes: 0 it can be used, 2 it cannot."
    })
final class CheckConfigCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The configuration.")
  private Path file = Path.of("");

  CheckConfigCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws ConfigException {
    LoadedConfig loaded = ConfigLoader.load(file, environment);
    PrintWriter out = spec.commandLine().getOut();
    out.println("ok");
    out.print(loaded.effectiveYaml());
    out.flush();
    return ExitCodes.OK;
  }
}
