package io.burnrate.collector.otlp;

import java.util.ArrayList;
import java.util.List;

/**
 * Which attributes and events hold what was said to or by a model, or handed to a tool: by the
 * OpenTelemetry GenAI conventions of every generation, OpenLLMetry, OpenInference, and some
 * libraries with names of their own. What hides under another name is not recognised.
 */
final class GenAiContent {
  /** Names, and beginnings of dotted names, of attributes. */
  private static final List<String> ATTRIBUTES =
      List.of(
          "gen_ai.prompt",
          "gen_ai.completion",
          "gen_ai.content",
          "gen_ai.choice",
          "gen_ai.event.content",
          "gen_ai.input",
          "gen_ai.output.messages",
          "gen_ai.output.content",
          "gen_ai.system_instructions",
          "gen_ai.system.message",
          "gen_ai.user.message",
          "gen_ai.assistant.message",
          "gen_ai.tool.message",
          "gen_ai.tool.definitions",
          "gen_ai.tool.call.arguments",
          "gen_ai.tool.call.result",
          "gen_ai.tool.input",
          "gen_ai.tool.output",
          "gen_ai.request.messages",
          "gen_ai.request.prompt",
          "gen_ai.response.messages",
          "gen_ai.response.text",
          "gen_ai.retrieval.query.text",
          "gen_ai.retrieval.documents",
          "gen_ai.evaluation.explanation",
          "gen_ai.memory.content",
          "llm.prompt",
          "llm.prompts",
          "llm.completion",
          "llm.completions",
          "llm.input_messages",
          "llm.output_messages",
          "llm.prompt_template",
          "llm.function_call",
          "llm.tools",
          "llm.request.functions",
          "input.value",
          "output.value",
          "retrieval.documents",
          "reranker.query",
          "reranker.input_documents",
          "reranker.output_documents",
          "embedding.embeddings",
          "embedding.text",
          "tool.parameters",
          "traceloop.entity.input",
          "traceloop.entity.output",
          "ai.prompt",
          "ai.response.text",
          "ai.response.object",
          "ai.response.toolCalls",
          "ai.result.text",
          "ai.result.object",
          "ai.result.toolCalls",
          "ai.toolCall.args",
          "ai.toolCall.result",
          "ai.value",
          "ai.values",
          "mlflow.spanInputs",
          "mlflow.spanOutputs",
          "langfuse.observation.input",
          "langfuse.observation.output",
          "langfuse.trace.input",
          "langfuse.trace.output",
          "langsmith.inputs",
          "langsmith.outputs",
          "braintrust.input",
          "braintrust.output",
          "braintrust.input_json",
          "braintrust.output_json",
          "gcp.vertex.agent.llm_request",
          "gcp.vertex.agent.llm_response",
          "gcp.vertex.agent.tool_call_args",
          "gcp.vertex.agent.tool_response",
          "gcp.vertex.agent.data",
          "haystack.component.input",
          "haystack.component.output",
          "haystack.pipeline.input_data",
          "haystack.pipeline.output_data",
          "lk.chat_ctx",
          "lk.instructions",
          "lk.input_text",
          "lk.user_input",
          "lk.user_transcript",
          "lk.response.text",
          "lk.response.function_calls",
          "lk.function_tool.arguments",
          "lk.function_tool.output",
          "prompt",
          "request_data",
          "response_data",
          "tool_arguments",
          "tool_response",
          "final_result",
          "events",
          "pydantic_ai.all_messages",
          "all_messages_events");

  /** Beginnings of names of events and log records. */
  private static final List<String> EVENTS = List.of("gen_ai.", "llm.content.");

  /** The names by their first character: most attributes have none to be compared with. */
  private static final String[][] BY_FIRST = byFirst();

  private GenAiContent() {}

  private static String[][] byFirst() {
    List<List<String>> lists = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      lists.add(new ArrayList<>());
    }
    for (String name : ATTRIBUTES) {
      lists.get(name.charAt(0)).add(name);
    }
    return lists.stream().map(list -> list.toArray(String[]::new)).toArray(String[][]::new);
  }

  /** Whether the attribute at the dotted {@code path} holds content. */
  static boolean isAttribute(String path) {
    if (path.isEmpty() || path.charAt(0) >= BY_FIRST.length) {
      return false;
    }
    for (String name : BY_FIRST[path.charAt(0)]) {
      if (path.startsWith(name)
          && (path.length() == name.length() || path.charAt(name.length()) == '.')) {
        return true;
      }
    }
    return false;
  }

  /** Whether an event, or the body of a log record, of that name is taken for content. */
  static boolean isEvent(String name) {
    return EVENTS.stream().anyMatch(name::startsWith);
  }
}
