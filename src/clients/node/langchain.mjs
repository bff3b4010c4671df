// LangChain.js, as it comes, but with two retries: it has six, with waits of up to ten seconds.
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";
import { on, RESPONSES, STREAMED, STREAMED_RESPONSES, WHOLE } from "./report.mjs";

const model = (way, name, useResponsesApi) =>
  new ChatOpenAI({ model: name, apiKey: "a-client-key", configuration: { baseURL: way.baseURL }, maxRetries: 2, useResponsesApi });
const weather = tool(async ({ city }) => `Fog over ${city}`, {
  name: "weather",
  description: "The weather at a place",
  schema: z.object({ city: z.string() }),
});

const said = (message) => `${message.text} (${message.response_metadata?.finish_reason ?? message.response_metadata?.status ?? "none"})`;

async function streamed(runnable, input) {
  let whole;
  for await (const part of await runnable.stream(input)) {
    whole = whole ? whole.concat(part) : part;
  }
  return whole;
}

async function useTool(runnable, ask) {
  const talk = [new HumanMessage("Weather?")];
  const wish = await ask(runnable, talk);
  const call = wish.tool_calls[0];
  talk.push(wish, new ToolMessage({ tool_call_id: call.id, content: await weather.func(call.args) }));
  return said(await ask(runnable, talk));
}

const whole = (runnable, input) => runnable.invoke(input);

await on(WHOLE, async (way, name) => said(await model(way, name, false).invoke("Hello!")));
await on(STREAMED, async (way, name) => said(await streamed(model(way, name, false), "Hello!")));
await on("tool", (way, name) => useTool(model(way, name, false).bindTools([weather]), whole));
await on("streamed-tool", (way, name) => useTool(model(way, name, false).bindTools([weather]), streamed));
await on(RESPONSES, async (way, name) => said(await model(way, name, true).invoke("Hello!")));
await on(STREAMED_RESPONSES, async (way, name) => said(await streamed(model(way, name, true), "Hello!")));
await on("responses-tool", (way, name) => useTool(model(way, name, true).bindTools([weather]), whole));
