package io.burnrate.collector.scrape;

import java.util.Random;

/** Spoils pages. */
final class Mutations {
  private static final String[] SNIPPETS = {
    "\n",
    "\"",
    "{",
    "}",
    "\\",
    ",",
    "=",
    " ",
    "\t",
    "\r",
    "#",
    "NaN",
    "-",
    ".",
    "1e999",
    "\0",
    "<<<NULL>>>",
    "9223372036854775794",
    "\u00e9",
    "} 5 6",
    "{}",
    "DCGM_FI_DEV_GPU_UTIL",
    "é\u20ac"
  };

  private Mutations() {}

  /** {@code page} with one to four changes. */
  static String of(String page, Random random) {
    StringBuilder spoiled = new StringBuilder(page);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && spoiled.length() > 2; i++) {
      int at = random.nextInt(spoiled.length() - 1);
      int length = Math.min(random.nextInt(40), spoiled.length() - at);
      switch (random.nextInt(6)) {
        case 0 -> spoiled.delete(at, at + length);
        case 1 -> spoiled.insert(at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        case 2 -> spoiled.setCharAt(at, (char) random.nextInt(256));
        case 3 -> spoiled.insert(at, spoiled.substring(at, at + length));
        case 4 -> spoiled.replace(at, at + 1, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        default -> spoiled.setLength(at);
      }
    }
    return spoiled.toString();
  }
}
