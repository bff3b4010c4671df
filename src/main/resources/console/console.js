/** The page: its head, its four tabs, and the key if one is needed. */
import { Asks } from './asks.js';
import { Documents } from './documents.js';
import { Feed } from './feed.js';
import { CodeDialog } from './outcomes.js';
import { Pulse } from './pulse.js';
import { Try } from './try.js';
import { Component, Problem, createRef, html, onCodeChosen, render } from './view.js';
import { address, clientKey, json, mayAskForKey, onKeyNeeded } from './wire.js';

const TABS = [
    { id: 'try', name: 'Try', shows: Try },
    { id: 'documents', name: 'Documents', shows: Documents },
    { id: 'asks', name: 'Asks', shows: Asks },
    { id: 'pulse', name: 'Pulse', shows: Pulse },
];

const BETWEEN_PROBES = 10_000;

const tabInAddress = () => TABS.find(({ id }) => `#${id}` === location.hash)?.id ?? 'try';

class Console extends Component {
    state = { tab: tabInAddress(), about: null, failure: null, keyWanted: null, code: null };
    feed = new Feed();

    componentDidMount() {
        onKeyNeeded(this.askForKey);
        onCodeChosen((code) => this.setState({ code }));
        window.addEventListener('hashchange', () => this.setState({ tab: tabInAddress() }));
        // A file that misses the place to drop it must not replace the page.
        for (const type of ['dragover', 'drop']) {
            window.addEventListener(type, (event) => event.preventDefault());
        }
        this.begin();
    }

    begin = async () => {
        this.setState({ failure: null });
        mayAskForKey();
        try {
            const about = await json('v1/dragoman/console');
            this.setState({ about });
            if (about.watch) {
                this.feed.follow();
            }
        } catch (failure) {
            this.setState({ failure });
        }
    };

    askForKey = (refused) =>
        new Promise((resolve) => {
            const settle = (key) => {
                this.setState({ keyWanted: null });
                if (key) {
                    clientKey.keep(key);
                }
                resolve(key !== '');
            };
            this.setState({ keyWanted: { refused: refused !== null, settle } });
        });

    forgetKey = () => {
        clientKey.forget();
        location.reload();
    };

    choose = (tab) => {
        history.replaceState(null, '', `#${tab}`);
        this.setState({ tab });
    };

    render(props, { tab, about, failure, keyWanted, code }) {
        document.title = `${TABS.find(({ id }) => id === tab).name} · Dragoman`;
        return html`
            <header class="top">
                <h1><img src=${address('console/icon.svg')} alt="" width="24" height="24" />Dragoman</h1>
                <${Tabs} chosen=${tab} onChoose=${this.choose} />
                <p class="server muted">
                    ${about && html`<span class="mono model" title="The model for asks that name none">${about.model}</span>`}
                    <${Health} />
                    ${about && clientKey.get() && html`<button type="button" class="quiet" onClick=${this.forgetKey}>
                        Forget the key</button>`}
                </p>
            </header>
            <main>
                ${failure && html`<${Problem} failure=${failure}>
                    <p><button type="button" class="primary" onClick=${this.begin}>
                        ${failure.status === 401 ? 'Enter a key' : 'Try again'}</button></p>
                <//>`}
                ${about && TABS.map(({ id, shows: Shown }) => html`
                    <section key=${id} role="tabpanel" id=${`panel-${id}`} aria-labelledby=${`tab-${id}`}
                        class=${`panel panel-${id}`} hidden=${id !== tab}>
                        <${Shown} about=${about} feed=${this.feed} active=${id === tab} />
                    </section>
                `)}
                ${about && html`<footer class="foot muted">Dragoman ${about.version}</footer>`}
            </main>
            ${keyWanted && html`<${KeyDialog} ...${keyWanted} />`}
            ${code && html`<${CodeDialog} code=${code} page=${about.outcomesPage}
                onClose=${() => this.setState({ code: null })} />`}
        `;
    }
}

/** Tabs by the pattern of the ARIA guide: one stop of the Tab key, arrows between them. */
class Tabs extends Component {
    keyed = (event) => {
        const now = TABS.findIndex(({ id }) => id === this.props.chosen);
        const next = {
            ArrowRight: (now + 1) % TABS.length,
            ArrowLeft: (now + TABS.length - 1) % TABS.length,
            Home: 0,
            End: TABS.length - 1,
        }[event.key];
        if (next !== undefined) {
            event.preventDefault();
            this.props.onChoose(TABS[next].id);
            document.getElementById(`tab-${TABS[next].id}`).focus();
        }
    };

    render({ chosen, onChoose }) {
        return html`<div role="tablist" aria-label="Views" class="tabs" onKeyDown=${this.keyed}>
            ${TABS.map(({ id, name }) => html`<button key=${id} type="button" role="tab" id=${`tab-${id}`}
                aria-selected=${id === chosen ? 'true' : 'false'} aria-controls=${`panel-${id}`}
                tabindex=${id === chosen ? 0 : -1} onClick=${() => onChoose(id)}>${name}</button>`)}
        </div>`;
    }
}

/** Whether the server is ready. */
class Health extends Component {
    state = { word: null };

    componentDidMount() {
        this.probe();
    }

    probe = async () => {
        if (!document.hidden) {
            this.setState({ word: await this.ready() });
        }
        setTimeout(this.probe, BETWEEN_PROBES);
    };

    async ready() {
        try {
            return (await fetch(address('q/health/ready'), { credentials: 'omit' })).ok ? 'ready' : 'not ready';
        } catch {
            return 'away';
        }
    }

    render(props, { word }) {
        return html`<span class="health" role="status">${word && html`<span
            class="outcome ${word === 'ready' ? 'completed' : 'rejected'}"><i class="dot"></i>${word}</span>`}</span>`;
    }
}

/** Asks for the client key. */
class KeyDialog extends Component {
    dialog = createRef();
    field = createRef();
    given = '';

    componentDidMount() {
        this.dialog.current.showModal();
    }

    give = (event) => {
        event.preventDefault();
        const key = this.field.current.value.trim();
        // A header can't carry anything else.
        if (/^[!-~]+$/.test(key)) {
            this.given = key;
            this.dialog.current.close();
        } else {
            this.field.current.setCustomValidity('A key has letters, digits and signs of ASCII only.');
            this.field.current.reportValidity();
        }
    };

    render({ refused, settle }) {
        return html`<dialog class="card" ref=${this.dialog} onClose=${() => settle(this.given)}
            aria-labelledby="key-title" aria-describedby="key-about">
            <form onSubmit=${this.give}>
                <h2 id="key-title">Client key</h2>
                <p id="key-about">${refused ? 'The server did not accept this key. ' : 'This server wants a client key. '}
                    It stays in this tab, and is forgotten when the tab is closed.</p>
                <label class="unseen" for="key">Client key</label>
                <input id="key" type="password" required autocomplete="off" spellcheck="false" ref=${this.field}
                    onInput=${() => this.field.current.setCustomValidity('')} />
                <div class="actions">
                    <button type="button" onClick=${() => this.dialog.current.close()}>Not now</button>
                    <button type="submit" class="primary">Use it</button>
                </div>
            </form>
        </dialog>`;
    }
}

render(html`<${Console} />`, document.getElementById('console'));
