// The peer: the same job as Dragoman's function, written as one would with the official packages.
import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import OpenAI from "openai";

const MODEL = process.env.MODEL_NAME ?? "openai/gpt-5.2-chat";
const PROMPT =
  "You summarise one document for a reader who has not seen it. Write Markdown in the document's own language.";

const s3 = new S3Client({ forcePathStyle: true });
const openai = new OpenAI({ baseURL: process.env.MODEL_BASE_URL, apiKey: process.env.GMI_API_KEY });

/** Summarises each document of an S3 event, or answers the request of an invocation. */
export async function handler(event) {
  if (event.Records) {
    await Promise.all(event.Records.map((record) => summarise(record.s3)));
    return null;
  }
  const response = await openai.responses.create({ model: MODEL, ...event.body });
  return { outcome: "completed", text: response.output_text, response };
}

async function summarise({ bucket, object }) {
  const started = new Date().toISOString();
  const source = { Bucket: bucket.name, Key: decodeURIComponent(object.key.replaceAll("+", " ")) };
  const stored = await s3.send(new GetObjectCommand(source));
  const text = await stored.Body.transformToString();
  const response = await openai.responses.create({
    model: MODEL,
    instructions: PROMPT,
    input: [{ role: "user", content: [{ type: "input_text", text }] }],
  });
  if (response.status !== "completed") {
    throw new Error(`the answer is ${response.status}`);
  }
  const receipt = {
    document: {
      bucket: source.Bucket,
      key: source.Key,
      eTag: stored.ETag,
      size: stored.ContentLength,
      contentType: stored.ContentType,
      sha256: createHash("sha256").update(text).digest("hex"),
    },
    model: { asked: MODEL, answered: response.model },
    outcome: response.status,
    usage: response.usage,
    started,
    finished: new Date().toISOString(),
  };
  const name = source.Key.slice(source.Key.indexOf("/") + 1);
  await put(source.Bucket, `summaries/${name}.summary.md`, "text/markdown; charset=utf-8", response.output_text);
  await put(source.Bucket, `summaries/${name}.receipt.json`, "application/json", JSON.stringify(receipt, null, 2));
}

function put(bucket, key, type, body) {
  return s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: type, Body: body }));
}
