package io.burnrate.server.config;

import java.util.Optional;

/**
 * One value as it was understood.
 *
 * @param shown the value as YAML would write it; secrets are hidden
 * @param fallback the default, as YAML would write it; empty for a key that has to be given
 */
record Setting(String key, String shown, Origin origin, Optional<String> fallback) {}
