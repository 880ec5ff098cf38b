/** Classes that break each rule of the house once, so that a rule that catches nothing is found. */
package io.burnrate.server.architecture.wrong;
