// The official client for Node.js, as it comes.
import OpenAI from "openai";
import { on, RESPONSES, STREAMED, STREAMED_RESPONSES, WHOLE } from "./report.mjs";

const client = (way) => new OpenAI({ baseURL: way.baseURL, apiKey: "a-client-key" });
const messages = [{ role: "user", content: "Hello!" }];
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ type: "function", function: { name: "weather", parameters } }];

const said = (completion) => `${completion.choices[0].message.content} (${completion.choices[0].finish_reason})`;
const whole = (way, request) => client(way).chat.completions.create(request);
const streamed = (way, request) => client(way).chat.completions.stream(request).finalChatCompletion();

async function tool(way, model, ask) {
  const first = (await ask(way, { model, messages, tools })).choices[0].message;
  const call = first.tool_calls[0];
  const result = { role: "tool", tool_call_id: call.id, content: `Fog over ${JSON.parse(call.function.arguments).city}` };
  return said(await ask(way, { model, messages: [...messages, first, result], tools }));
}

const output = (response) => `${response.output_text} (${response.status}${response.error ? `, ${response.error.code}` : ""})`;

await on(WHOLE, async (way, model) => said(await whole(way, { model, messages })));
await on(STREAMED, async (way, model) => {
  let text = "";
  let reason = "none";
  for await (const chunk of await client(way).chat.completions.create({ model, messages, stream: true })) {
    text += chunk.choices[0]?.delta?.content ?? "";
    reason = chunk.choices[0]?.finish_reason ?? reason;
  }
  return `${text} (${reason})`;
});
await on("tool", (way, model) => tool(way, model, whole));
await on("streamed-tool", (way, model) => tool(way, model, streamed));
await on(RESPONSES, async (way, model) => output(await client(way).responses.create({ model, input: "Hello!" })));
await on(STREAMED_RESPONSES, async (way, model) => {
  let text = "";
  let end = "none";
  for await (const event of await client(way).responses.create({ model, input: "Hello!", stream: true })) {
    text += event.type === "response.output_text.delta" ? event.delta : "";
    end = event.response ? `${event.response.status}${event.response.error ? `, ${event.response.error.code}` : ""}` : end;
  }
  return `${text} (${end})`;
});
await on("responses-tool", async (way, model) => {
  const input = [{ role: "user", content: "Weather?" }];
  const offered = [{ type: "function", name: "weather", parameters, strict: false }];
  const first = await client(way).responses.create({ model, input, tools: offered });
  const call = first.output.find((item) => item.type === "function_call");
  const result = { type: "function_call_output", call_id: call.call_id, output: `Fog over ${JSON.parse(call.arguments).city}` };
  return output(await client(way).responses.create({ model, input: [...input, call, result], tools: offered }));
});
