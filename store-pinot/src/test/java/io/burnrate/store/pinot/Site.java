package io.burnrate.store.pinot;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where a cluster of the tests answers.
 *
 * @param kafka where this process reaches Kafka
 * @param kafkaOfPinot where Pinot reaches it
 * @param data a folder for what the tests keep on disk
 * @param version of its Pinot
 */
record Site(
    URI controller,
    URI broker,
    String kafka,
    String kafkaOfPinot,
    Path data,
    PinotVersion version) {}
