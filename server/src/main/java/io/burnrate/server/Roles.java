package io.burnrate.server;

import io.burnrate.analytics.Duties;
import io.burnrate.server.config.Role;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a process does, and where to ask for what it does not do. */
record Roles(Set<Role> held) {
  boolean has(Role role) {
    return held.contains(role);
  }

  /** Whether it knows the fleet: all but those that only collect. */
  boolean knowTheFleet() {
    return has(Role.ANALYTICS) || answer();
  }

  /** Whether the whole fleet matters here, and not a part of its ledger only. */
  boolean answer() {
    return has(Role.ALERTING) || has(Role.API);
  }

  /** What is asked of the analytics where {@link #knowTheFleet()}. */
  Duties duties() {
    return new Duties(has(Role.ANALYTICS), answer());
  }

  /** Says who else answers at {@code path}. */
  String elsewhere(String path, Role role) {
    return path + " is answered by a process with the role " + role.key() + "; this one is " + this;
  }

  @Override
  public String toString() {
    List<String> keys = new TreeSet<>(held).stream().map(Role::key).toList();
    return String.join(", ", keys);
  }
}
