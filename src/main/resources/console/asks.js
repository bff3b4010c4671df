/** Asks: the latest of this process, while they finish. */
import { count, duration, money } from './format.js';
import { Component, Empty, ErrorCode, Moment, OUTCOMES, Outcome, html } from './view.js';

const DOORS = ['http', 's3', 'sqs', 'invoke', 'batch', 'http-batch'];

/** A bar's length tells the duration, from 10 ms to 10 minutes, each tenfold the same distance. */
const SHORTEST = Math.log10(10);
const LONGEST = Math.log10(600_000);

function length(millis) {
    const part = (Math.log10(Math.max(millis, 1)) - SHORTEST) / (LONGEST - SHORTEST);
    return `${Math.round(Math.min(Math.max(part, 0.02), 1) * 100)}%`;
}

/** After a picture took some time, the next comes after four times as long: the rest is for whoever uses the page. */
const BREATH = 4;

export class Asks extends Component {
    state = { door: '', outcome: '', text: '', paused: null };
    drawing = false;
    more = false;

    componentDidMount() {
        this.unlisten = this.props.feed.listen(this.draw);
    }

    componentWillUnmount() {
        this.unlisten();
    }

    draw = () => {
        this.more = this.drawing;
        if (this.drawing || !this.props.active) {
            return;
        }
        this.drawing = true;
        const begun = performance.now();
        this.setState({}, () => requestAnimationFrame(() => setTimeout(() => this.rest(performance.now() - begun))));
    };

    rest(took) {
        setTimeout(() => {
            this.drawing = false;
            if (this.more) {
                this.draw();
            }
        }, took * BREATH);
    }

    pause = () => this.setState(({ paused }) => ({ paused: paused ? null : this.props.feed.asks }));

    set = (name) => (event) => this.setState({ [name]: event.target.value });

    render({ about, feed, active }, { door, outcome, text, paused }) {
        if (!about.watch) {
            return html`<${ForOperators} />`;
        }
        if (!active) {
            return null;
        }
        const all = paused ?? feed.asks;
        const wanted = text.trim().toLowerCase();
        const shown = all.filter(
            (ask) =>
                (door === '' || ask.door === door) &&
                (outcome === '' || ask.outcome === outcome) &&
                (wanted === '' || ask.id.toLowerCase().includes(wanted)),
        );
        return html`
            <form class="filters" role="search" aria-label="Filter asks" onSubmit=${(event) => event.preventDefault()}>
                <${Choice} label="Door" of=${DOORS} value=${door} onInput=${this.set('door')} />
                <${Choice} label="Outcome" of=${OUTCOMES} value=${outcome} onInput=${this.set('outcome')} />
                <label class="grow">Id contains <input type="search" value=${text} onInput=${this.set('text')} /></label>
                <button type="button" aria-pressed=${paused ? 'true' : 'false'} onClick=${this.pause}>
                    ${paused ? 'Go on' : 'Pause'}
                </button>
            </form>
            <p class="muted line">
                <${State} feed=${feed} paused=${paused} />
                <span>${count(shown.length)} of the latest ${count(all.length)}</span>
                ${feed.missed > 0 && html`<span>${count(feed.missed)} more were too fast to be shown</span>`}
            </p>
            ${shown.length > 0 ? this.table(shown) : this.nothing(all)}
        `;
    }

    nothing(all) {
        return all.length > 0
            ? html`<${Empty} title="No ask fits the filter.">
                <p>
                    <button type="button" class="quiet" onClick=${() => this.setState({ door: '', outcome: '', text: '' })}>
                        Show all
                    </button>
                </p>
            <//>`
            : html`<${Empty} title="Nothing was asked since the start.">
                <p>Ask something under <a href="#try">Try</a>, or through any other door: it shows here once it has ended.</p>
            <//>`;
    }

    table(shown) {
        return html`<table class="asks" role="table">
            <caption class="unseen">The latest asks, the newest first</caption>
            <thead><tr>
                <th scope="col">Time</th><th scope="col">Door</th><th scope="col">Outcome</th>
                <th scope="col">Model</th><th scope="col" class="number">Tokens in</th>
                <th scope="col" class="number">out</th><th scope="col" class="number">Cost</th>
                <th scope="col">Duration</th><th scope="col">Id</th>
            </tr></thead>
            <tbody role="rowgroup">${shown.map((ask) => html`<${Row} key=${ask.n} ask=${ask} />`)}</tbody>
        </table>`;
    }
}

/** What those see who may not see what others ask. */
export function ForOperators() {
    return html`<${Empty} title="This is about all clients, so it is for operators only.">
        <p>An operator’s key shows it: <code>DRAGOMAN_HTTP_OPERATORS</code> lists the clients that are operators.</p>
    <//>`;
}

function State({ feed, paused }) {
    if (paused) {
        return html`<${Outcome} of="paused" />`;
    }
    if (feed.state === 'lost') {
        return html`<span role="status"><${Outcome} of="unavailable" /> ${feed.failure.message} Trying again.</span>`;
    }
    return html`<${Outcome} of=${feed.state} />`;
}

function Choice({ label, of, value, onInput }) {
    return html`<label>${label} <select value=${value} onInput=${onInput}>
        <option value="">all</option>
        ${of.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
    </select></label>`;
}

/** An ask never changes, so neither does its row. */
class Row extends Component {
    shouldComponentUpdate() {
        return false;
    }

    render({ ask }) {
        const changed = ask.adjustments.length > 0 ? `Adjusted: ${ask.adjustments.join('; ')}` : null;
        return html`<tr role="row">
            <td role="cell" class="at"><${Moment} iso=${ask.at} /></td>
            <td role="cell" class="door">${ask.door}</td>
            <td role="cell" class="how"><div>
                <${Outcome} of=${ask.outcome} />
                ${ask.error && html`<${ErrorCode} code=${ask.error} />`}
                ${ask.replayed && html`<span class="tag" title="The answer was paid for before">ledger</span>`}
                ${changed && html`<span class="tag" title=${changed}>adjusted</span>`}
            </div></td>
            <td role="cell" class="model" title=${ask.model}>${ask.model ?? '–'}</td>
            <td role="cell" class="number in">${count(ask.inputTokens)}</td>
            <td role="cell" class="number out">${count(ask.outputTokens)}</td>
            <td role="cell" class="number cost" title=${ask.sum ? 'The sum of asks that are listed themselves' : null}>
                ${ask.sum ? 'Σ ' : ''}${money(ask.costMicroUsd)}</td>
            <td role="cell" class="took"><${Took} ask=${ask} /></td>
            <td role="cell" class="id mono" title=${ask.client ? `${ask.id} (${ask.client})` : ask.id}>${shortId(ask.id)}</td>
        </tr>`;
    }
}

// All documents' ids begin alike.
const shortId = (id) => (id.startsWith('s3://') ? id.slice(id.lastIndexOf('/') + 1) : id);

/** The duration as a bar: the hatched part was waited between attempts. */
function Took({ ask: { ms, attempts, waitedMs } }) {
    const waited = ms > 0 ? Math.round(Math.min(waitedMs / ms, 1) * 100) : 0;
    const more = attempts > 1 ? `${attempts} attempts, ${duration(waitedMs)} between them` : null;
    return html`<span class="took-text">${duration(ms)}${more && html` <span class="tag" title=${more}>×${attempts}<span
            class="unseen"> (${more})</span></span>`}</span>
        <span class="bar" style=${{ '--length': length(ms ?? 0), '--waited': `${waited}%` }} aria-hidden="true"><i></i></span>`;
}
