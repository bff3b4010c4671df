// Vercel's AI SDK, as it comes.
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import { on, RESPONSES, STREAMED, STREAMED_RESPONSES, WHOLE } from "./report.mjs";

const openai = (way) => createOpenAI({ baseURL: way.baseURL, apiKey: "a-client-key" });
const chat = (way, model) => openai(way).chat(model);
const responses = (way, model) => openai(way).responses(model);
const prompt = "Hello!";
const tools = {
  weather: tool({
    description: "The weather at a place",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `Fog over ${city}`,
  }),
};

async function whole(request) {
  const result = await generateText(request);
  return `${result.text} (${result.finishReason})`;
}

async function streamed(request) {
  let text = "";
  let end = "none";
  for await (const part of streamText({ ...request, onError: () => {} }).fullStream) {
    if (part.type === "error") {
      throw part.error instanceof Error ? part.error : Object.assign(new Error(JSON.stringify(part.error)), part.error);
    }
    text += part.type === "text-delta" ? part.text : "";
    end = part.type === "finish" ? part.finishReason : end;
  }
  return `${text} (${end})`;
}

const stopWhen = stepCountIs(3);

await on(WHOLE, (way, model) => whole({ model: chat(way, model), prompt }));
await on(STREAMED, (way, model) => streamed({ model: chat(way, model), prompt }));
await on("tool", (way, model) => whole({ model: chat(way, model), prompt, tools, stopWhen }));
await on("streamed-tool", (way, model) => streamed({ model: chat(way, model), prompt, tools, stopWhen }));
await on(RESPONSES, (way, model) => whole({ model: responses(way, model), prompt }));
await on(STREAMED_RESPONSES, (way, model) => streamed({ model: responses(way, model), prompt }));
await on("responses-tool", (way, model) => whole({ model: responses(way, model), prompt, tools, stopWhen }));
