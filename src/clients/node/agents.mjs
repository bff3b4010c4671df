// OpenAI's Agents SDK, as it comes; it sends no traces, since they would go to OpenAI.
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from "@openai/agents";
import { z } from "zod";
import { on, RESPONSES, STREAMED, STREAMED_RESPONSES, WHOLE } from "./report.mjs";

setTracingDisabled(true);

const weather = tool({
  name: "weather",
  description: "The weather at a place",
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `Fog over ${city}`,
});

const runner = (way, useResponses) =>
  new Runner({ modelProvider: new OpenAIProvider({ baseURL: way.baseURL, apiKey: "a-client-key", useResponses }) });
const agent = (model, tools = []) => new Agent({ name: "Keeper", instructions: "Be brief.", model, tools });

async function whole(way, model, useResponses, tools) {
  const result = await runner(way, useResponses).run(agent(model, tools), "Hello!", { maxTurns: 3 });
  return String(result.finalOutput);
}

async function streamed(way, model, useResponses, tools) {
  const result = await runner(way, useResponses).run(agent(model, tools), "Hello!", { stream: true, maxTurns: 3 });
  for await (const event of result) {
    void event;
  }
  await result.completed;
  return String(result.finalOutput);
}

await on(WHOLE, (way, model) => whole(way, model, false));
await on(STREAMED, (way, model) => streamed(way, model, false));
await on("tool", (way, model) => whole(way, model, false, [weather]));
await on("streamed-tool", (way, model) => streamed(way, model, false, [weather]));
await on(RESPONSES, (way, model) => whole(way, model, true));
await on(STREAMED_RESPONSES, (way, model) => streamed(way, model, true));
await on("responses-tool", (way, model) => whole(way, model, true, [weather]));
