package io.burnrate.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A question whose parameters were understood.
 *
 * @param key the same for questions that have the same answer
 * @param work finds the answer; runs on a worker thread
 */
record Question(List<Object> key, Supplier<CompletionStage<Answer>> work) {}
