/** The request of the Try tab, as somebody would send it from elsewhere. The key is always a placeholder. */
import { address } from './wire.js';

const base = () => address('v1');

/** As a JSON string, which Python and JavaScript read too. */
const quoted = (text) => JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

/** As one word of a shell. */
const word = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A file's name as a shell reads it: one that begins with a hyphen is no option. */
const fileWord = (name) => word(name.startsWith('-') ? `./${name}` : name);

const indented = (text, depth) => text.replaceAll('\n', `\n${' '.repeat(depth)}`);

const WIDE = 76;

/** Writes a tree as source text. `raw` values are source text already. */
function source(tree, { key, raw }) {
    const list = (open, items, close, depth) => {
        const flat = `${open}${items.join(', ')}${close}`;
        const inner = `\n${' '.repeat(depth + 2)}`;
        return flat.length <= WIDE && !flat.includes('\n')
            ? flat
            : `${open}${inner}${items.join(`,${inner}`)}\n${' '.repeat(depth)}${close}`;
    };
    const write = (node, depth) => {
        if (node instanceof Raw) {
            return raw(node);
        }
        if (Array.isArray(node)) {
            return list('[', node.map((item) => write(item, depth + 2)), ']', depth);
        }
        if (node !== null && typeof node === 'object') {
            const members = Object.entries(node).map(([name, value]) => `${key(name)}: ${write(value, depth + 2)}`);
            return list('{', members, '}', depth);
        }
        return quoted(node);
    };
    return write(tree, 0);
}

/** What stands for a file's bytes: its text, or its data URL. */
class Raw {
    constructor(file, isText) {
        Object.assign(this, { file, isText });
    }
}

/** The body of a request; `contentOf` gives a file's text or data URL, or what stands for it. */
export function bodyOf({ text, files, model, limit }, contentOf = (file) => new Raw(file, file.kind === 'text')) {
    const parts = files.map((file) => {
        switch (file.kind) {
            case 'image':
                return { type: 'input_image', image_url: contentOf(file) };
            case 'text':
                return { type: 'input_text', text: contentOf(file) };
            default:
                return { type: 'input_file', filename: file.name, file_data: contentOf(file) };
        }
    });
    return {
        ...(model ? { model } : {}),
        input: parts.length === 0 ? text : [{ role: 'user', content: [...parts, { type: 'input_text', text }] }],
        ...(limit ? { max_output_tokens: limit } : {}),
    };
}

function curl(request) {
    const body = { ...bodyOf(request), stream: true };
    const head = `curl -sN ${base()}/responses \\
  -H "Authorization: Bearer $DRAGOMAN_KEY" \\
  -H 'Content-Type: application/json' \\\n`;
    if (request.files.length === 0) {
        return `${head}  -d ${word(source(body, { key: quoted, raw: null }))}`;
    }
    // A here-document has no limit of length; in it the shell replaces $(...) and would replace what looks like that.
    const marked = source(body, { key: quoted, raw: ({ file }) => `\u0000${request.files.indexOf(file)}\u0000` })
        .replace(/[\\$`]/g, '\\$&')
        .replace(/\u0000(\d+)\u0000/g, (mark, index) => inShell(request.files[index]));
    return `${head}  -d @- <<JSON\n${marked}\nJSON`;
}

function inShell({ kind, name, type }) {
    return kind === 'text'
        ? `$(jq -Rs . < ${fileWord(name)})`
        : `"data:${type};base64,$(base64 -w0 < ${fileWord(name)})"`;
}

function python(request) {
    const body = bodyOf(request);
    const encodes = request.files.some(({ kind }) => kind !== 'text');
    const raw = ({ file, isText }) =>
        isText ? `Path(${quoted(file.name)}).read_text()` : `data_url(${quoted(file.name)}, ${quoted(file.type)})`;
    const written = Object.entries(body).map(
        ([name, value]) => `    ${name}=${indented(source(value, { key: quoted, raw }), 4)},\n`,
    );
    const imports = [
        ...(encodes ? ['import base64\n'] : []),
        ...(request.files.length > 0 ? ['from pathlib import Path\n\n'] : []),
    ];
    return `${imports.join('')}from openai import OpenAI

${encodes ? DATA_URL_PYTHON : ''}client = OpenAI(base_url="${base()}", api_key="YOUR_KEY")
stream = client.responses.create(
${written.join('')}    stream=True,
)
for event in stream:
    if event.type == "response.output_text.delta":
        print(event.delta, end="", flush=True)`;
}

const DATA_URL_PYTHON = `def data_url(name, kind):
    return f"data:{kind};base64,{base64.b64encode(Path(name).read_bytes()).decode()}"

`;

function node(request) {
    const body = { ...bodyOf(request), stream: true };
    const raw = ({ file, isText }) =>
        isText
            ? `readFileSync(${quoted(file.name)}, "utf8")`
            : `\`data:${file.type};base64,\${readFileSync(${quoted(file.name)}, "base64")}\``;
    return `${request.files.length ? 'import { readFileSync } from "node:fs";\n' : ''}import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${base()}", apiKey: "YOUR_KEY" });
const stream = await client.responses.create(${source(body, { key: (name) => name, raw })});
for await (const event of stream) {
  if (event.type === "response.output_text.delta") {
    process.stdout.write(event.delta);
  }
}`;
}

/** Languages by their names, each with what writes a request in it. */
export const LANGUAGES = { curl, Python: python, 'Node.js': node };
