/** Try: asks `/v1/responses`, and shows the answer while it comes. */
import { LANGUAGES, bodyOf } from './code.js';
import { count, duration, money, size } from './format.js';
import { Markdown } from './markdown.js';
import { Component, Copy, DropZone, Empty, Facts, FileButton, Outcome, Problem, announce, createRef, html } from './view.js';
import { Failure, call, eventsOf, failureOf, mayAskForKey } from './wire.js';

const EXAMPLE = 'How does the tide know when to turn?';
const TEXT_NAME = /\.(txt|md|markdown|csv|tsv|json|jsonl|xml|html?|ya?ml|log|ini|toml|java|py|js|ts|go|rs|c|h|sql|sh)$/i;

/** How long after an answer its cost is waited for. */
const COST_WAIT = 10_000;

/** What a file becomes in a request. */
function kindOf({ name, type }) {
    if (/^image\/(png|jpeg|gif|webp)$/.test(type)) {
        return 'image';
    }
    return type.startsWith('text/') || TEXT_NAME.test(name) ? 'text' : 'file';
}

const typeOf = ({ type }) => (/^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream');

function dataUrl(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*/, `data:${typeOf(file)};base64`));
        reader.onerror = () => reject(new Failure(`${file.name} can’t be read.`));
        reader.readAsDataURL(file);
    });
}

/** What comes in of an answer, event by event. */
class Incoming {
    text = '';
    model = null;
    usage = null;
    outcome = null;
    failure = null;

    take(event) {
        switch (event.type) {
            case 'response.output_text.delta':
            case 'response.refusal.delta':
                this.text += event.delta;
                break;
            case 'response.created':
                this.model = event.response.model ?? null;
                break;
            case 'response.completed':
            case 'response.incomplete':
            case 'response.failed':
                this.#end(event.response);
                break;
            case 'error':
                this.#failed(event.error ?? event);
                break;
        }
    }

    #end(response) {
        this.model = response.model ?? this.model;
        this.usage = response.usage ?? null;
        if (response.status === 'failed') {
            this.#failed(response.error ?? {});
            return;
        }
        const filtered = response.incomplete_details?.reason === 'content_filter';
        this.outcome = response.status === 'completed' ? 'completed' : filtered ? 'refused' : 'truncated';
    }

    #failed({ message, code }) {
        this.outcome = 'failed';
        this.failure = new Failure(String(message ?? 'The model failed.'), { code: String(code ?? '') });
    }
}

export class Try extends Component {
    state = { text: '', model: '', limit: '', files: [], language: 'curl', answer: null };
    question = createRef();
    stopper = null;

    componentDidMount() {
        this.unlisten = this.props.feed.listen(() => this.lookForCost());
    }

    componentWillUnmount() {
        this.unlisten();
        this.stopper?.abort();
    }

    request() {
        const limit = Number.parseInt(this.state.limit, 10);
        return {
            text: this.state.text,
            files: this.state.files,
            model: this.state.model.trim(),
            limit: limit > 0 ? limit : null,
        };
    }

    add = (added) => {
        const files = added.map((file) => ({
            file,
            name: file.name || 'pasted',
            size: file.size,
            type: typeOf(file),
            kind: kindOf(file),
        }));
        this.setState(({ files: before }) => ({ files: [...before, ...files] }));
        announce(`${added.length === 1 ? added[0].name : `${added.length} files`} added`);
    };

    remove = (file) => this.setState(({ files }) => ({ files: files.filter((other) => other !== file) }));

    paste = (event) => {
        if (event.clipboardData.files.length > 0) {
            event.preventDefault();
            this.add([...event.clipboardData.files]);
        }
    };

    keyed = (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            this.ask(event);
        }
    };

    ask = async (event) => {
        event.preventDefault();
        if (this.stopper) {
            return;
        }
        const request = this.request();
        if (request.text.trim() === '' && request.files.length === 0) {
            this.question.current.focus();
            return;
        }
        this.stopper = new AbortController();
        const { signal } = this.stopper;
        const begun = performance.now();
        const incoming = new Incoming();
        const answer = { incoming, running: true, begun };
        this.answer(answer);
        announce('Asking');
        mayAskForKey();
        try {
            await this.receive(request, answer, signal);
            answer.outcome = incoming.outcome ?? 'failed';
            answer.failure = incoming.failure ?? (incoming.outcome ? null : new Failure('The answer broke off.'));
        } catch (failure) {
            answer.outcome = signal.aborted ? 'stopped' : 'failed';
            const told = failure instanceof Failure ? failure : new Failure('The connection broke off.');
            answer.failure = signal.aborted ? null : told;
        }
        this.stopper = null;
        answer.running = false;
        answer.took = performance.now() - begun;
        answer.ended = Date.now();
        announce(answer.outcome === 'completed' ? 'The answer is complete' : `The answer is ${answer.outcome}`);
        this.answer(answer);
        this.lookForCost();
    };

    async receive(request, answer, signal) {
        const files = new Map();
        for (const file of request.files) {
            files.set(file, file.kind === 'text' ? await file.file.text() : await dataUrl(file.file));
        }
        const response = await call('v1/responses', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ ...bodyOf(request, (file) => files.get(file)), stream: true }),
            signal,
        });
        answer.id = response.headers.get('Dragoman-Request-Id');
        answer.adjusted = response.headers.get('Dragoman-Adjusted');
        answer.doubt = response.headers.get('Dragoman-Doubt');
        const cost = /^\d+/.exec(response.headers.get('Dragoman-Cost') ?? '');
        answer.cost = cost ? Number(cost[0]) : undefined;
        if (!response.ok) {
            throw await failureOf(response);
        }
        for await (const { data } of eventsOf(response)) {
            answer.firstEvent ??= performance.now() - answer.begun;
            answer.incoming.take(JSON.parse(data));
            this.answer(answer);
        }
    }

    // Many events may come before the next picture.
    answer(answer) {
        this.current = answer;
        this.drawing ??= requestAnimationFrame(() => {
            this.drawing = null;
            this.setState({ answer: this.current });
        });
    }

    // A stream's head is sent before anybody knows what it costs, so that is told by the ask's line.
    lookForCost() {
        const answer = this.current;
        if (!answer || answer.running || answer.cost !== undefined || !answer.id) {
            return;
        }
        const ask = this.props.feed.find(answer.id);
        if (ask) {
            answer.cost = ask.costMicroUsd;
            answer.outcome = answer.outcome === 'stopped' ? 'stopped' : ask.outcome;
            this.answer(answer);
        } else if (Date.now() > answer.ended + COST_WAIT) {
            answer.cost = null;
            this.answer(answer);
        }
    }

    stop = () => this.stopper?.abort();

    render({ about, active }, { answer }) {
        return html`<div class="columns">
            <div class="stack">
                ${this.composer(about, answer?.running)}
                ${active && html`<${Code} request=${this.request()} model=${about.model} language=${this.state.language}
                    onLanguage=${(language) => this.setState({ language })} />`}
            </div>
            <section class="card answer" aria-label="Answer">
                ${answer ? this.answered(answer, about) : this.nothingYet()}
            </section>
        </div>`;
    }

    composer(about, running) {
        const { text, model, limit, files } = this.state;
        return html`<${DropZone} class="card composer" onFiles=${this.add}>
            <form onSubmit=${this.ask}>
                <label class="unseen" for="question">Your question</label>
                <textarea id="question" rows="5" ref=${this.question} value=${text} onPaste=${this.paste}
                    placeholder="Ask something. Drop a PDF, a picture or a text to ask about it."
                    onInput=${(event) => this.setState({ text: event.target.value })} onKeyDown=${this.keyed}></textarea>
                ${files.length > 0 && html`<ul class="chips" aria-label="Files that are sent along">
                    ${files.map((file) => html`<li key=${file} class="chip">
                        <span class="name" title=${file.name}>${file.name}</span>
                        <span class="muted">${size(file.size)}</span>
                        <button type="button" class="cross" aria-label=${`Remove ${file.name}`}
                            onClick=${() => this.remove(file)}>×</button>
                    </li>`)}
                </ul>`}
                <div class="options">
                    <label>Model <input name="model" value=${model} placeholder=${about.model} spellcheck="false"
                        autocomplete="off" onInput=${(event) => this.setState({ model: event.target.value })} /></label>
                    <label class="narrow">Token limit <input name="limit" inputmode="numeric" value=${limit}
                        placeholder="none" autocomplete="off"
                        onInput=${(event) => this.setState({ limit: event.target.value.replace(/\D/g, '') })} /></label>
                </div>
                <div class="actions">
                    <${FileButton} label="Add files" name="files" onFiles=${this.add} />
                    <span class="hint">Ctrl + Enter asks</span>
                    ${running
                        ? html`<button type="button" class="stop" onClick=${this.stop}>Stop</button>`
                        : html`<button type="submit" class="primary">Ask</button>`}
                </div>
            </form>
        <//>`;
    }

    nothingYet() {
        return html`<${Empty} title="The answer appears here, while it comes.">
            <p>With what it cost, how long it took, and what was adjusted.</p>
            <p><button type="button" class="quiet" onClick=${() => this.example()}>${EXAMPLE}</button></p>
        <//>`;
    }

    example() {
        this.setState({ text: EXAMPLE });
        this.question.current.focus();
    }

    answered(answer, about) {
        const { incoming, running } = answer;
        const { usage } = incoming;
        const cost = answer.cost === undefined ? (running ? null : '…') : money(answer.cost);
        return html`
            <header class="answer-head">
                <${Outcome} of=${running ? 'working' : answer.outcome} />
                <${Facts} of=${[
                    ['model', incoming.model],
                    ['tokens', usage && `${count(usage.input_tokens)} in, ${count(usage.output_tokens)} out`],
                    ['cost', cost],
                    ['first event', answer.firstEvent === undefined ? null : duration(answer.firstEvent)],
                    ['took', running ? null : duration(answer.took)],
                ]} />
            </header>
            ${answer.adjusted && html`<p class="note"><b>Adjusted:</b> ${answer.adjusted}</p>`}
            ${answer.doubt && html`<p class="note"><b>In doubt:</b> ${answer.doubt}</p>`}
            ${incoming.text !== '' && html`<${Markdown} key=${answer.begun} id="answer-text"
                text=${incoming.text} busy=${running} />`}
            ${running && incoming.text === '' && html`<p class="muted pulse">Waiting for the model</p>`}
            ${answer.failure && html`<${Problem} failure=${answer.failure} />`}
            ${answer.outcome === 'stopped' && html`<p class="muted">Stopped: the provider’s call was ended.</p>`}
            <footer class="answer-foot muted">
                ${answer.id && html`<span class="mono" title="The id in log lines and receipts">${answer.id}</span>`}
                ${!running && incoming.text !== '' && html`<${Copy} label="Copy the answer" shownIn="answer-text"
                    text=${() => incoming.text} />`}
            </footer>
        `;
    }
}

/** The request in the languages of clients. */
class Code extends Component {
    shouldComponentUpdate(next) {
        return next.language !== this.props.language || JSON.stringify(next) !== JSON.stringify(this.props);
    }

    render({ request, model, language, onLanguage }) {
        const shown = { ...request, text: request.text || EXAMPLE, model: request.model || model };
        const code = LANGUAGES[language](shown);
        return html`<section class="card code" aria-label="The same request as code">
            <header>
                <fieldset class="segments">
                    <legend class="unseen">Language</legend>
                    ${Object.keys(LANGUAGES).map((name) => html`<label key=${name}>
                        <input type="radio" name="language" value=${name} checked=${name === language}
                            onChange=${() => onLanguage(name)} /><span>${name}</span>
                    </label>`)}
                </fieldset>
                <${Copy} label="Copy" shownIn="code" text=${() => code} />
            </header>
            <pre id="code" tabindex="0" aria-label=${`The request in ${language}`}><code>${code}</code></pre>
        </section>`;
    }
}
