package io.burnrate.server.config;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in plain words why a file could not be read. */
final class Failures {
  private Failures() {}

  static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "this user may not read it";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    return String.valueOf(failure.getMessage());
  }
}
