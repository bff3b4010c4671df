/** What the outcomes page says of an error code: the row of its tables that begins with the code. */
import { Component, createRef, html } from './view.js';
import { Markdown } from './markdown.js';
import { call } from './wire.js';

let page = null;

async function read(url) {
    const response = await call(url);
    return response.ok ? response.text() : '';
}

const cells = (line) =>
    line
        .replaceAll('\\|', '\u0000')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('\u0000', '|').trim());

// Links lead to other pages of the documentation, which are not here.
const unlinked = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

/** Names and values of the row; empty if there is none. */
export async function explain(code, url) {
    page ??= read(url);
    const lines = (await page).split('\n');
    const found = lines.findIndex((line) => line.startsWith(`| \`${code}\` |`));
    if (found < 0) {
        return [];
    }
    const rule = lines.slice(0, found).findLastIndex((line) => /^\|[-|\s]+\|$/.test(line));
    const names = cells(lines[rule - 1]);
    return cells(lines[found])
        .map((text, column) => [names[column], unlinked(text)])
        .slice(1);
}

/** What is known of a code; asked for when it is first shown. */
export class Explanation extends Component {
    state = { rows: null };

    componentDidMount() {
        this.load();
    }

    componentDidUpdate(before) {
        if (before.code !== this.props.code) {
            this.load();
        }
    }

    async load() {
        const { code, page: url } = this.props;
        let rows = [];
        try {
            rows = await explain(code, url);
        } catch {
            // The code is told all the same.
        }
        if (code === this.props.code) {
            this.setState({ rows });
        }
    }

    render({ code, only }, { rows }) {
        const shown = (rows ?? []).filter(([name]) => !only || only.includes(name));
        if (rows !== null && shown.length === 0 && !only) {
            return html`<p class="muted">The outcomes page says nothing of <code>${code}</code>: it is the provider’s.</p>`;
        }
        return html`<dl class="explained">
            ${shown.map(([name, text]) => html`<div key=${name}>
                <dt>${name}</dt><dd><${Markdown} text=${text} /></dd>
            </div>`)}
        </dl>`;
    }
}

/** The explanation of a code, over the page. */
export class CodeDialog extends Component {
    dialog = createRef();

    componentDidMount() {
        this.dialog.current.showModal();
    }

    clicked = (event) => {
        if (event.target === this.dialog.current) {
            this.dialog.current.close();
        }
    };

    render({ code, page: url, onClose }) {
        return html`<dialog class="card" ref=${this.dialog} onClose=${onClose} onClick=${this.clicked}
            aria-labelledby="code-title">
            <h2 id="code-title" class="mono">${code}</h2>
            <${Explanation} code=${code} page=${url} />
            <div class="actions">
                <a href=${url} target="_blank" rel="noopener">All outcomes and codes</a>
                <button type="button" class="primary" onClick=${() => this.dialog.current.close()}>Close</button>
            </div>
        </dialog>`;
    }
}
