/** Preact with htm, and the pieces that several tabs show. What comes from outside goes in as text only. */
import { Component, createRef, h, render } from './lib/preact.js';
import htm from './lib/htm.js';
import { exactTime, time } from './format.js';

export const html = htm.bind(h);
export { Component, createRef, render };

/** The outcomes, in the order in which they are listed and stacked. */
export const OUTCOMES = ['completed', 'truncated', 'refused', 'rejected', 'expired', 'unavailable', 'misconfigured'];

/** Tells a screen reader something that is seen anyway. */
export function announce(text) {
    document.getElementById('announcer').textContent = text;
}

/** A state or outcome: its word, and a dot in its colour. */
export function Outcome({ of }) {
    return html`<span class="outcome ${known(of)}"><i class="dot"></i>${of}</span>`;
}

function known(word) {
    return OUTCOMES.includes(word) || ['waiting', 'working', 'failed', 'live'].includes(word) ? word : 'expired';
}

let explain = () => {};

/** Sets what explains an error code. */
export function onCodeChosen(explainer) {
    explain = explainer;
}

/** An error code: choosing it tells what the outcomes page says of it. */
export function ErrorCode({ code }) {
    return html`<button type="button" class="link mono" title=${`What ${code} means`}
        onClick=${() => explain(code)}>${code}</button>`;
}

/** What went wrong, in a sentence, and its code. */
export function Problem({ failure, children }) {
    return html`<div class="problem" role="alert">
        <p>${failure.message}</p>
        ${failure.code && html`<p><${ErrorCode} code=${failure.code} /></p>`}
        ${children}
    </div>`;
}

/** What to do where there is nothing to see yet. */
export function Empty({ title, children }) {
    return html`<div class="empty"><p class="empty-title">${title}</p>${children}</div>`;
}

/** A moment, as the time of the day. */
export function Moment({ iso }) {
    return html`<time dateTime=${iso} title=${exactTime(iso)}>${time(iso)}</time>`;
}

/** Names and values beside each other; without value a name is left out. */
export function Facts({ of }) {
    const told = of.filter(([, value]) => value !== null && value !== undefined && value !== '');
    return html`<dl class="facts">
        ${told.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>`;
}

/** How long a tab rests between two looks, in milliseconds, if nothing is on its way. */
export const LATER = 5000;

/** A tab that looks again and again while it is shown: `refresh` looks, and returns how many milliseconds later to do so again. */
export class Watcher extends Component {
    componentDidMount() {
        this.seen = () => this.look();
        document.addEventListener('visibilitychange', this.seen);
        this.look();
    }

    componentDidUpdate(before) {
        if (this.props.active && !before.active) {
            this.look();
        }
    }

    componentWillUnmount() {
        document.removeEventListener('visibilitychange', this.seen);
        clearTimeout(this.timer);
    }

    /** Whether there is anything to look at. */
    canLook() {
        return true;
    }

    // One look at a time, and the next after its end.
    look = async () => {
        clearTimeout(this.timer);
        const { active, about } = this.props;
        if (!active || !about.watch || !this.canLook() || document.hidden || this.looking) {
            return;
        }
        this.looking = true;
        let pause = LATER;
        try {
            pause = await this.refresh();
        } catch (failure) {
            this.setState({ failure });
        }
        this.looking = false;
        this.timer = setTimeout(this.look, pause);
    };
}

/** Copies a text. Without a clipboard, as on a plain http address, it selects the element that shows the text. */
export class Copy extends Component {
    state = { said: '' };

    copy = async () => {
        let said = 'Copied';
        try {
            await navigator.clipboard.writeText(this.props.text());
        } catch {
            const shown = document.getElementById(this.props.shownIn);
            window.getSelection().selectAllChildren(shown);
            said = 'Selected: press Ctrl+C';
        }
        announce(said);
        this.setState({ said });
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.setState({ said: '' }), 2000);
    };

    componentWillUnmount() {
        clearTimeout(this.timer);
    }

    render({ label }) {
        return html`<button type="button" class="quiet" onClick=${this.copy}>${this.state.said || label}</button>`;
    }
}

/** Where files can be dropped; around what else it shows. */
export class DropZone extends Component {
    state = { over: false };

    over = (event) => {
        if (event.dataTransfer.types.includes('Files')) {
            event.preventDefault();
            this.setState({ over: true });
        }
    };

    leave = (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
            this.setState({ over: false });
        }
    };

    drop = (event) => {
        event.preventDefault();
        this.setState({ over: false });
        this.props.onFiles([...event.dataTransfer.files]);
    };

    render({ children, class: name }) {
        return html`<div class="${name} ${this.state.over ? 'dropping' : ''}" onDragOver=${this.over}
            onDragLeave=${this.leave} onDrop=${this.drop}>${children}</div>`;
    }
}

/** A button that opens the browser's choice of files. */
export class FileButton extends Component {
    field = createRef();

    chosen = () => {
        this.props.onFiles([...this.field.current.files]);
        this.field.current.value = '';
    };

    render({ label, name }) {
        return html`
            <button type="button" onClick=${() => this.field.current.click()}>${label}</button>
            <input type="file" name=${name} multiple hidden aria-label=${label} ref=${this.field}
                onChange=${this.chosen} />
        `;
    }
}
