/** Pulse: the last hour, minute by minute, and how things stand now. */
import { ForOperators } from './asks.js';
import { count, duration, minute, money, shortCount, time } from './format.js';
import { Component, Empty, LATER, OUTCOMES, Outcome, Problem, Watcher, createRef, html } from './view.js';
import { address, json } from './wire.js';

const HEIGHT = 168;

const sum = (numbers) => numbers.reduce((total, number) => total + (number ?? 0), 0);

export class Pulse extends Watcher {
    state = { series: null, budgets: [], failure: null };

    async refresh() {
        const series = await json('v1/dragoman/series');
        const { budgets } = this.props.about.budgets ? await json('v1/dragoman/budgets') : { budgets: [] };
        this.setState({ series, budgets, failure: null });
        return LATER;
    }

    render({ about, active }, { series, budgets, failure }) {
        if (!about.watch) {
            return html`<${ForOperators} />`;
        }
        if (!active) {
            return null;
        }
        return html`
            ${failure && html`<${Problem} failure=${failure} />`}
            ${series ? this.all(series, budgets) : !failure && html`<p class="muted pulse">Looking</p>`}
        `;
    }

    all(series, budgets) {
        const asked = sum(Object.values(series.asks).map(sum));
        return html`
            <${Tiles} series=${series} asked=${asked} />
            ${asked > 0
                ? html`<div class="charts">${chartsOf(series).map((chart) => html`<${Chart} key=${chart.title}
                    minutes=${series.minutes} ...${chart} />`)}</div>`
                : html`<${Empty} title="Nothing was asked in the last hour.">
                    <p>Ask something under <a href="#try">Try</a>: the charts begin with the first ask.</p>
                <//>`}
            ${budgets.length > 0 && html`<${Budgets} of=${budgets} />`}
            ${asked > 0 && html`<${Minutes} series=${series} />`}
        `;
    }
}

/** How things stand now. */
function Tiles({ series, asked }) {
    const { inFlight, breaker, quiet, queue, documents } = series;
    const failed = sum(series.asks.unavailable ?? []) + sum(series.asks.misconfigured ?? []);
    const isQuiet = quiet?.until && new Date(quiet.until) > new Date();
    const resting = series.resting ?? [];
    return html`<dl class="tiles">
        <${Tile} name="asks in the last hour" value=${count(asked)} more=${failed > 0 ? `${count(failed)} failed` : ''} />
        <${Tile} name="cost in the last hour" value=${money(sum(series.costMicroUsd))}
            more=${`${shortCount(sum(series.inputTokens))} tokens in, ${shortCount(sum(series.outputTokens))} out`} />
        <${Tile} name="calls in flight" value=${count(inFlight)} />
        <${Tile} name="provider" value=${isQuiet ? 'resting' : PROVIDER[breaker] ?? breaker ?? '–'}
            more=${isQuiet
                ? `asked to wait until ${time(quiet.until)}`
                : resting.length > 0 ? `no calls for ${resting.join(', ')}` : `circuit breaker ${breaker ?? 'unknown'}`}
            alarm=${isQuiet || breaker === 'open' || resting.length > 0} />
        ${queue && html`<${Tile} name="messages in the queue" value=${count(queue.depth)}
            more=${queue.hidden === null ? queue.name : `${count(queue.hidden)} in work or resting`} />`}
        ${documents && html`<${Tile} name="documents in work" value=${count(documents.working)}
            more=${documents.listed ? (documents.untidied > 0 ? `${count(documents.untidied)} can’t be moved` : '')
                : 'The bucket can’t be listed'} alarm=${!documents.listed} />`}
    </dl>`;
}

const PROVIDER = { closed: 'answers', open: 'is not called', 'half-open': 'is tried' };

function Tile({ name, value, more, alarm }) {
    return html`<div class="tile ${alarm ? 'alarm' : ''}">
        <dt>${name}</dt><dd>${value}${more && html` <span class="muted">${more}</span>`}</dd>
    </div>`;
}

/** The charts: each with its lines, and how its numbers are written. */
function chartsOf(series) {
    const asks = OUTCOMES.filter((outcome) => sum(series.asks[outcome] ?? []) > 0);
    return [
        {
            title: 'Asks a minute',
            stacked: true,
            write: count,
            lines: asks.map((outcome) => ({ name: outcome, color: outcome, values: series.asks[outcome] })),
        },
        {
            title: 'Latency',
            write: duration,
            lines: [
                { name: 'half are faster (p50)', color: 'first', values: series.p50 },
                { name: '95 % are faster (p95)', color: 'second', values: series.p95 },
            ],
        },
        {
            title: 'Tokens a minute',
            stacked: true,
            write: count,
            short: shortCount,
            lines: [
                { name: 'in', color: 'first', values: series.inputTokens },
                { name: 'out', color: 'second', values: series.outputTokens },
            ],
        },
        {
            title: 'Cost a minute',
            stacked: true,
            write: money,
            short: (microUsd) => `$${Number((microUsd / 1e6).toPrecision(3))}`,
            lines: [{ name: 'cost', color: 'first', values: series.costMicroUsd }],
        },
    ];
}

let library = null;

function load() {
    library ??= Promise.all([import('./lib/uplot.js'), style('console/lib/uplot.css')]).then(([{ default: uPlot }]) => uPlot);
    return library;
}

function style(path) {
    return new Promise((resolve) => {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = address(path);
        link.onload = resolve;
        link.onerror = resolve;
        document.head.append(link);
    });
}

/** Those minutes of a line that have no neighbours, between which it would be drawn. */
function lonely(plot, line) {
    const values = plot.data[line];
    const isThere = (at) => values[at] !== null && values[at] !== undefined;
    return values.map((value, at) => at).filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
}

/** A chart, with what its lines are at the minute under the pointer, else in the latest. */
class Chart extends Component {
    state = { at: null };
    box = createRef();
    dark = matchMedia('(prefers-color-scheme: dark)');
    plot = null;
    made = '';

    componentDidMount() {
        this.resized = new ResizeObserver(() => this.plot?.setSize({ width: this.width(), height: HEIGHT }));
        this.resized.observe(this.box.current);
        this.dark.addEventListener('change', this.redraw);
        this.draw();
    }

    componentDidUpdate(before) {
        if (before.minutes !== this.props.minutes) {
            this.draw();
        }
    }

    componentWillUnmount() {
        this.gone = true;
        this.resized.disconnect();
        this.dark.removeEventListener('change', this.redraw);
        this.plot?.destroy();
    }

    redraw = () => {
        this.made = '';
        this.draw();
    };

    width() {
        return Math.max(this.box.current.clientWidth, 120);
    }

    async draw() {
        const uPlot = await load();
        if (this.gone) {
            return;
        }
        const { lines } = this.props;
        const wanted = lines.map(({ color }) => color).join();
        if (this.made === wanted) {
            this.plot.setData(this.data());
            return;
        }
        this.plot?.destroy();
        this.made = wanted;
        this.plot = new uPlot(this.options(uPlot), this.data(), this.box.current);
    }

    // Stacked lines are drawn from the whole down, each over the one before.
    data() {
        const { minutes, lines, stacked } = this.props;
        if (!stacked) {
            return [minutes, ...lines.map(({ values }) => values)];
        }
        const below = minutes.map(() => 0);
        const sums = lines.map(({ values }) => values.map((value, at) => (below[at] += value ?? 0)));
        return [minutes, ...sums.reverse()];
    }

    options(uPlot) {
        const { lines, stacked, write, short } = this.props;
        const css = getComputedStyle(document.documentElement);
        const color = (name) => css.getPropertyValue(`--${name}`).trim();
        const fill = (name) => color(`${name}-fill`) || color(name);
        const axis = { stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
        const font = `11px ${css.getPropertyValue('--sans').trim()}`;
        const bars = uPlot.paths.bars({ size: [0.7, 24] });
        const drawn = lines.map((line) => ({
            stroke: fill(line.color),
            width: stacked ? 0 : 2,
            points: { show: !stacked, filter: lonely, size: 5, fill: fill(line.color), width: 0 },
            ...(stacked ? { fill: fill(line.color), paths: bars } : {}),
        }));
        return {
            width: this.width(),
            height: HEIGHT,
            padding: [8, 8, 0, 0],
            legend: { show: false },
            cursor: { y: false, points: stacked ? { show: () => null } : {}, drag: { x: false, y: false } },
            scales: {
                x: { time: true, range: (plot, first, last) => [first - 30, last + 30] },
                y: { range: (plot, low, high) => [0, Math.max(high * 1.1, 1)] },
            },
            axes: [
                { ...axis, font, size: 26, values: (plot, ticks) => ticks.map(minute), grid: { show: false }, space: 64 },
                { ...axis, font, size: 56, values: (plot, ticks) => ticks.map(short ?? write), space: 32 },
            ],
            series: [{}, ...(stacked ? drawn.reverse() : drawn)],
            hooks: { setCursor: [({ cursor }) => this.setState({ at: cursor.idx ?? null })] },
        };
    }

    render({ title, minutes, lines, write }, { at }) {
        const shown = at ?? minutes.length - 1;
        return html`<figure class="card chart">
            <figcaption>
                <b>${title}</b>
                <span class="muted">${at === null ? 'now' : minute(minutes[shown])}</span>
                <span class="legend">${lines.map(({ name, color, values }) => html`<span key=${name}>
                    <i class="dot" style=${{ color: `var(--${color}-fill, var(--${color}))` }}></i>${name} <b>${write(values[shown])}</b>
                </span>`)}</span>
            </figcaption>
            <div class="plot" ref=${this.box} aria-hidden="true"></div>
        </figure>`;
    }
}

/** How much of each budget is spent and reserved. */
function Budgets({ of }) {
    return html`<section class="card budgets" aria-label="Budgets">
        <h2>Budgets</h2>
        <ul>
            ${of.map(({ name, period, amount, spent, reserved }) => html`<li key=${name}>
                <span class="name">${name} <span class="muted">${period}</span></span>
                <meter max=${amount} value=${spent} low=${amount * 0.5} high=${amount * 0.8} optimum="0"
                    aria-label=${`Spent of ${name}`}></meter>
                <span class="amounts">${money(spent)} of ${money(amount)}${reserved > 0
                    ? html` <span class="muted">${money(reserved)} reserved</span>` : ''}</span>
            </li>`)}
        </ul>
    </section>`;
}

/** The same as a table: what charts do not tell everybody. */
function Minutes({ series }) {
    const used = series.minutes
        .map((start, at) => ({ start, at, asked: sum(OUTCOMES.map((outcome) => series.asks[outcome]?.[at])) }))
        .filter(({ asked }) => asked > 0)
        .reverse();
    return html`<details class="card minutes">
        <summary>The same as a table</summary>
        <div class="scroller" tabindex="0" role="region" aria-label="The last hour as a table">
            <table>
                <thead><tr><th scope="col">Minute</th>
                    ${OUTCOMES.map((outcome) => html`<th key=${outcome} scope="col" class="number">${outcome}</th>`)}
                    ${['p50', 'p95', 'tokens in', 'tokens out', 'cost'].map(
                        (name) => html`<th key=${name} scope="col" class="number">${name}</th>`)}
                </tr></thead>
                <tbody>${used.map(({ start, at }) => html`<tr key=${start}>
                    <th scope="row">${minute(start)}</th>
                    ${OUTCOMES.map((outcome) => html`<td key=${outcome} class="number">
                        ${count(series.asks[outcome]?.[at])}</td>`)}
                    <td class="number">${duration(series.p50[at])}</td>
                    <td class="number">${duration(series.p95[at])}</td>
                    <td class="number">${count(series.inputTokens[at])}</td>
                    <td class="number">${count(series.outputTokens[at])}</td>
                    <td class="number">${money(series.costMicroUsd[at])}</td>
                </tr>`)}</tbody>
            </table>
        </div>
    </details>`;
}
