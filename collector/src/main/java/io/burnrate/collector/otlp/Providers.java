package io.burnrate.collector.otlp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Providers of models under the names that OpenTelemetry's conventions have for them. Instruments
 * have their own, with the kind of call behind some of them ({@code openai.chat}).
 */
final class Providers {
  private static final Set<String> CALLS =
      Set.of(
          "chat",
          "completion",
          "embedding",
          "embeddings",
          "image",
          "messages",
          "responses",
          "speech",
          "textembedding",
          "transcription");

  private static final Map<String, String> NAMES = names();

  private Providers() {}

  /** As it was told, in small letters, where the conventions have no other name for it. */
  static String of(String told) {
    String provider = told.toLowerCase(Locale.ROOT);
    int end = provider.lastIndexOf('.');
    if (end > 0 && CALLS.contains(provider.substring(end + 1))) {
      provider = provider.substring(0, end);
    }
    return NAMES.getOrDefault(provider, provider);
  }

  /** One line for each provider: the conventions' name, and what else it is called. */
  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    String[][] lines = {
      {"aws.bedrock", "aws", "bedrock", "amazon-bedrock", "amazon_bedrock", "aws_bedrock"},
      {"azure.ai.inference", "az.ai.inference"},
      {"azure.ai.openai", "az.ai.openai", "azure", "azure-openai", "azure_openai"},
      {"gcp.gemini", "gemini", "google.generative-ai", "google-gla", "google_genai"},
      {"gcp.gen_ai", "google"},
      {"gcp.vertex_ai", "vertex_ai", "vertexai", "google.vertex", "google-vertex"},
      {"ibm.watsonx.ai", "watsonx", "watsonx.ai"},
      {"mistral_ai", "mistral", "mistralai"},
      {"x_ai", "xai"}
    };
    for (String[] line : lines) {
      for (String name : line) {
        names.put(name, line[0]);
      }
    }
    return Map.copyOf(names);
  }
}
