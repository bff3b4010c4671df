// Files and batches of the official client for Node.js, as it comes. The provider has none, so only Dragoman is asked.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import OpenAI from "openai";
import { on, through } from "./report.mjs";

const client = new OpenAI({ baseURL: through.baseURL, apiKey: "a-client-key" });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "batches-"));

async function upload(lines) {
  const name = path.join(folder, "questions.jsonl");
  fs.writeFileSync(name, lines.join("\n"));
  return client.files.create({ file: fs.createReadStream(name), purpose: "batch" });
}

const line = (id, text = "Hello!") =>
  JSON.stringify({ custom_id: id, method: "POST", url: "/v1/responses", body: { input: text } });

const create = async (lines) =>
  client.batches.create({
    input_file_id: (await upload(lines)).id, endpoint: "/v1/responses", completion_window: "24h",
  });

async function ended(id) {
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (["completed", "failed", "expired", "cancelled"].includes(batch.status)) return batch;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const ids = async (file) =>
  (await (await client.files.content(file)).text()).trim().split("\n").map((each) => JSON.parse(each).custom_id).join(" ");

await on("upload", async () => {
  const file = await upload([line("a")]);
  const same = await client.files.retrieve(file.id);
  const gone = await client.files.delete(file.id);
  return `${same.filename} ${same.bytes === line("a").length} ${same.purpose} ${gone.deleted}`;
}, [through]);
await on("batch", async () => {
  const batch = await ended((await create(["a", "b", "c", "d"].map((id) => line(id)))).id);
  return `${batch.status} ${batch.request_counts.completed} of ${batch.request_counts.total}: ${await ids(batch.output_file_id)}`;
}, [through]);
await on("bad-batch", async () => {
  const batch = await ended((await create([line("a"), line("a"), "no"])).id);
  return `${batch.status}: ${batch.errors.data.map((error) => `${error.line} ${error.code}`).join(", ")}`;
}, [through]);
await on("cancelled", async () => {
  const lines = Array.from({ length: 500 }, (_, number) => line(`line-${number}`, "slowly"));
  const { id } = await create(lines);
  const { status } = await client.batches.cancel(id);
  const batch = await ended(id);
  const { completed, failed, total } = batch.request_counts;
  return `${status} ${batch.status} ${completed + failed === total}`;
}, [through]);
await on("listed", async () => {
  let count = 0;
  for await (const batch of client.batches.list({ limit: 2 })) count += batch.object === "batch" ? 1 : 0;
  return String(count);
}, [through]);
await on("unknown-file", async () => (await client.files.retrieve("file-none")).id, [through]);

fs.rmSync(folder, { recursive: true });
