/** Calls to the server that this page came from: with the client key if one is needed, and with errors in one form. */

const KEY = 'dragoman.key';
const ABOUT = 'v1/dragoman/console';

/** Why a call has no result. */
export class Failure extends Error {
    constructor(message, { status = 0, code = '', id = '' } = {}) {
        super(message);
        Object.assign(this, { status, code, id });
    }
}

/** The client key: in this tab's session storage, and nowhere else. */
export const clientKey = {
    get: () => sessionStorage.getItem(KEY),
    keep: (key) => sessionStorage.setItem(KEY, key),
    forget: () => sessionStorage.removeItem(KEY),
};

/** A path of the server as a URL. */
export const address = (path) => new URL(path, document.baseURI).href;

let prompt = null;
let prompting = null;
let declined = false;

/** Sets who asks for a key: a function that resolves with whether one was given. */
export function onKeyNeeded(ask) {
    prompt = ask;
}

/** After somebody gave no key, calls fail without asking again until this: somebody does something that needs one. */
export function mayAskForKey() {
    declined = false;
}

// Many calls may wait for one answer.
async function askForKey(refused) {
    if (!declined) {
        prompting ??= prompt(refused).finally(() => {
            prompting = null;
        });
        declined = !(await prompting);
    }
    if (declined) {
        throw new Failure('This server answers to client keys only.', { status: 401 });
    }
}

async function send(path, init, key) {
    try {
        return await fetch(address(path), {
            ...init,
            headers: { ...init.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) },
            credentials: 'omit',
            cache: 'no-store',
        });
    } catch (error) {
        if (error.name === 'AbortError') {
            throw error;
        }
        throw new Failure('The server can’t be reached.');
    }
}

/** Calls the server; asks for a key if it wants one, and calls again. */
export async function call(path, init = {}) {
    for (;;) {
        const key = clientKey.get();
        const response = await send(path, init, key);
        if (response.status !== 401 || !(await isClientKeyMissing(path, key))) {
            return response;
        }
        if (key === clientKey.get()) {
            await askForKey(key);
        }
    }
}

// A provider that refuses the operator's key answers 401 too: no other client key helps then.
async function isClientKeyMissing(path, key) {
    return path.startsWith('v1/dragoman/') || (await send(ABOUT, {}, key)).status === 401;
}

/** The error that a response tells. */
export async function failureOf(response) {
    const about = { status: response.status, id: response.headers.get('Dragoman-Request-Id') ?? '' };
    try {
        const { error } = await response.json();
        return new Failure(String(error.message), { ...about, code: String(error.code ?? '') });
    } catch {
        return new Failure(`The server answered with status ${response.status}.`, about);
    }
}

/** Calls the server, and reads its JSON. */
export async function json(path, init) {
    const response = await call(path, init);
    if (!response.ok) {
        throw await failureOf(response);
    }
    return response.json();
}

/** Reads server-sent events: each with its name, and its data as text. */
export async function* eventsOf(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let name = '';
    let data = [];
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            const text = rest + value;
            // A carriage return at the end may be half of a line's end.
            const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
            const lines = whole.split(/\r\n|\n|\r/);
            rest = lines.pop() + text.slice(whole.length);
            for (const line of lines) {
                if (line.startsWith('data:')) {
                    data.push(line.slice(5).replace(/^ /, ''));
                } else if (line.startsWith('event:')) {
                    name = line.slice(6).trim();
                } else if (line === '') {
                    if (data.length > 0) {
                        yield { name, data: data.join('\n') };
                    }
                    name = '';
                    data = [];
                }
            }
        }
    } finally {
        reader.cancel().catch(() => {});
    }
}
