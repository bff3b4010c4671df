/** Documents: from the inbox of the polled bucket to summary and receipt, or to the error. */
import { ForOperators } from './asks.js';
import { count, duration, money, size } from './format.js';
import { Markdown } from './markdown.js';
import { Copy, DropZone, Empty, Facts, FileButton, LATER, Moment, Outcome, Problem, Watcher, announce, html } from './view.js';
import { Explanation } from './outcomes.js';
import { Failure, json, mayAskForKey } from './wire.js';

const LIST = 'v1/dragoman/documents';

/** The next look while something is on its way, in milliseconds. */
const SOON = 1000;

/** How many lines of a batch are shown. */
const MOST_LINES = 100;

const isOnItsWay = ({ state }) => state === 'waiting' || state === 'working';

const versionOf = ({ state, at }) => `${state} ${at}`;

const pathOf = (name) => `v1/dragoman/document?name=${encodeURIComponent(name)}`;

export class Documents extends Watcher {
    state = { list: null, complete: true, failure: null, uploads: [], chosen: null, detail: null };

    canLook() {
        return this.props.about.documents;
    }

    async refresh() {
        const { documents, complete } = await json(LIST);
        this.setState({ list: documents, complete, failure: null });
        this.refreshDetail(documents);
        return documents.some(isOnItsWay) ? SOON : LATER;
    }

    // The detail is read when the document is chosen, and when it has changed.
    refreshDetail(list) {
        const { chosen } = this.state;
        const listed = list.find(({ name }) => name === chosen);
        if (listed && this.version !== versionOf(listed)) {
            this.read(chosen);
        }
    }

    choose = (name) => {
        this.setState({ chosen: name });
        this.read(name);
    };

    async read(name) {
        const listed = this.state.list?.find((document) => document.name === name);
        this.version = listed && versionOf(listed);
        try {
            this.settle(name, await json(pathOf(name)));
        } catch (failure) {
            this.settle(name, { name, failure });
        }
    }

    settle(name, detail) {
        if (this.state.chosen === name) {
            this.setState({ detail });
        }
    }

    drop = (files) => files.forEach((file) => this.upload(file));

    async upload(file) {
        const upload = { name: file.name, failure: null };
        mayAskForKey();
        this.setState(({ uploads }) => ({ uploads: [...uploads, upload] }));
        try {
            await json(pathOf(file.name), {
                method: 'PUT',
                headers: { 'Content-Type': file.type || 'application/octet-stream' },
                body: file,
            });
            this.dismiss(upload);
            announce(`${file.name} is in the inbox`);
            await this.look();
            this.choose(file.name);
        } catch (failure) {
            upload.failure = failure instanceof Failure ? failure : new Failure(`${file.name} can’t be read.`);
            this.setState({});
        }
    }

    dismiss = (upload) => this.setState(({ uploads }) => ({ uploads: uploads.filter((other) => other !== upload) }));

    render({ about }, { list, complete, failure, uploads, chosen, detail }) {
        if (!about.watch) {
            return html`<${ForOperators} />`;
        }
        if (!about.documents) {
            return html`<${Empty} title="No bucket is polled.">
                <p>Start the server with <code>DRAGOMAN_POLL_BUCKET</code>, the name of a bucket: each file that comes
                    into its inbox is then summarised, and shown here.</p>
            <//>`;
        }
        const { bucket, input } = about.documents;
        return html`<div class="columns documents">
            <section class="stack" aria-label="Documents">
                <${DropZone} class="card drop" onFiles=${this.drop}>
                    <p><b>Drop files here</b> to put them into <span class="mono">s3://${bucket}/${input}</span></p>
                    <p class="muted">PDF, Office, pictures, text, or a batch of requests as .jsonl</p>
                    <${FileButton} label="Choose files" name="documents" onFiles=${this.drop} />
                <//>
                ${uploads.map((upload) => html`<div key=${upload} class="card upload">
                    ${upload.failure
                        ? html`<p class="name"><b>${upload.name}</b></p>
                            <${Problem} failure=${upload.failure}>
                                <button type="button" class="quiet" onClick=${() => this.dismiss(upload)}>Dismiss</button>
                            <//>`
                        : html`<p class="name pulse">Uploading ${upload.name}</p>`}
                </div>`)}
                ${failure && html`<${Problem} failure=${failure} />`}
                ${list && this.list(list, complete, chosen, about.documents)}
            </section>
            <section class="card detail" aria-label="Document">
                ${chosen
                    ? html`<${Detail} key=${chosen} name=${chosen} detail=${detail?.name === chosen ? detail : null}
                        listed=${list?.find(({ name }) => name === chosen)} page=${about.outcomesPage} />`
                    : html`<${Empty} title="Nothing chosen.">
                        <p>Choose a document to see its summary and what it cost.</p>
                    <//>`}
            </section>
        </div>`;
    }

    list(list, complete, chosen, { bucket, input }) {
        return list.length === 0
            ? html`<${Empty} title="The inbox is empty.">
                <p>Drop a file above, or copy one from elsewhere:</p>
                <pre tabindex="0">aws s3 cp report.pdf s3://${bucket}/${input}</pre>
            <//>`
            : html`<ul class="rows">
                ${list.map((document) => html`<li key=${document.name}>
                    <button type="button" class="row" aria-pressed=${document.name === chosen ? 'true' : 'false'}
                        onClick=${() => this.choose(document.name)}>
                        <span class="name" title=${document.name}>${document.name}</span>
                        <${Outcome} of=${document.state} />
                        <span class="muted">${document.size !== null && `${size(document.size)}, `}<${Moment}
                            iso=${document.at} /></span>
                        <${Parts} of=${document.parts} />
                    </button>
                </li>`)}
            </ul>
            ${!complete && html`<p class="muted">There are more, which are not shown.</p>`}`;
    }
}

/** How far a long document is. */
function Parts({ of: parts }) {
    return parts
        ? html`<span class="parts">
            <progress max=${parts.of} value=${parts.done} aria-label="Parts that are read"></progress>
            <span class="muted">${parts.done} of ${parts.of} parts</span>
        </span>`
        : null;
}

function Detail({ name, detail, listed, page }) {
    const receipt = detail?.receipt ?? detail?.error?.receipt;
    const problem = detail?.error ? problemOf(detail.error) : null;
    return html`
        <header class="detail-head">
            <h2 class="name">${name}</h2>
            ${listed && html`<${Outcome} of=${listed.state} />`}
        </header>
        ${listed?.parts && html`<${Parts} of=${listed.parts} />`}
        ${detail?.failure && html`<${Problem} failure=${detail.failure} />`}
        ${listed && isOnItsWay(listed) && html`<p class="muted pulse">${
            listed.state === 'waiting' ? 'Waits in the inbox' : 'The model is reading'
        }</p>`}
        ${detail && html`<div class="beside">
            <div>
                ${problem && html`<${Problem} failure=${problem}>
                    ${problem.code && html`<${Explanation} code=${problem.code} page=${page}
                        only=${['what to do']} />`}
                <//>`}
                ${detail.summary !== null && detail.summary !== undefined && html`
                    <${Markdown} id="summary" text=${detail.summary} />
                    <footer class="answer-foot"><${Copy} label="Copy the summary" shownIn="summary"
                        text=${() => detail.summary} /></footer>`}
                ${detail.lines && html`<${Lines} title="Answers" text=${detail.lines} />`}
                ${detail.errorLines && html`<${Lines} title="Requests without an answer" text=${detail.errorLines} />`}
            </div>
            ${receipt && html`<aside aria-label="Receipt">
                <h3>Receipt</h3>
                <${Facts} of=${factsOf(receipt)} />
                <details>
                    <summary>The whole receipt</summary>
                    <pre tabindex="0" aria-label="The receipt as JSON">${JSON.stringify(receipt, null, 2)}</pre>
                </details>
            </aside>`}
        </div>`}
    `;
}

/** The lines of a batch's result, each with its id and what was answered. */
function Lines({ title, text }) {
    const lines = text.split('\n').flatMap(lineOf);
    const more = lines.length - MOST_LINES;
    return html`<h3>${title}</h3>
        <dl class="lines">
            ${lines.slice(0, MOST_LINES).map(({ id, answer }, at) => html`<div key=${at}>
                <dt class="mono">${id}</dt><dd>${answer}</dd>
            </div>`)}
        </dl>
        ${more > 0 && html`<p class="muted">${count(more)} more are in the bucket.</p>`}`;
}

// The last one may be cut off.
function lineOf(text) {
    try {
        const { custom_id: id, response, error } = JSON.parse(text);
        const failure = error ?? response?.body?.error;
        const answer = failure ? failure.message ?? failure.code : textOf(response?.body);
        return [{ id: String(id), answer: String(answer ?? '') }];
    } catch {
        return [];
    }
}

function textOf(body) {
    const parts = body?.output?.flatMap(({ content }) => content ?? []).map(({ text, refusal }) => text ?? refusal ?? '');
    return parts?.join('') ?? body?.choices?.[0]?.message?.content ?? JSON.stringify(body);
}

// An error.json has the error inside, beside the receipt.
function problemOf(error) {
    const { message, code } = error.error ?? error;
    return new Failure(String(message ?? 'There is no summary.'), { code: String(code ?? '') });
}

function factsOf(receipt) {
    const { outcome, model, usage, cost, prompt, document, coverage, parts, attempts, tookMillis } = receipt;
    return [
        ['outcome', outcome && html`<${Outcome} of=${String(outcome)} />`],
        ['model', model?.answered ?? model?.asked],
        ['tokens', usage && `${count(usage.input_tokens)} in, ${count(usage.output_tokens)} out`],
        ['cost', cost && money(cost.microUsd)],
        ['took', tookMillis === undefined ? null : duration(tookMillis)],
        ['attempts', attempts > 1 ? count(attempts) : null],
        ['from the ledger', receipt.fromLedger ? 'yes, paid for before' : null],
        ['prompt', prompt?.name],
        ['type', document?.contentType],
        ['read', coverage && `${count(coverage.read)} of ${count(coverage.pages ?? coverage.bytes)}`],
        ['requests', receipt.total ? `${count(receipt.completed)} of ${count(receipt.total)} completed` : null],
        ['parts', Array.isArray(parts) ? count(parts.length) : null],
    ];
}
