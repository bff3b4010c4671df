/** Markdown from outside: read by marked, cleaned by DOMPurify. HTML in it is shown as the text that it is. */
import { Component, createRef, html } from './view.js';

/** What Markdown makes, and nothing else. Pictures would be fetched from somewhere, so their words stand for them. */
const ALLOWED = {
    ALLOWED_TAGS: [
        ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 'del', 'code', 'pre', 'blockquote'],
        ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'],
    ],
    ALLOWED_ATTR: ['href', 'title', 'align', 'start'],
    ADD_URI_SAFE_ATTR: ['align', 'start'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    RETURN_DOM_FRAGMENT: true,
};

/** While text comes in, drawing takes at most this part of the time. */
const SHARE_OF_TIME = 5;

let libraries = null;

function load() {
    libraries ??= Promise.all([import('./lib/marked.js'), import('./lib/purify.js')]).then(make);
    return libraries;
}

function make([{ Marked }, { default: purify }]) {
    const escaped = (text) =>
        text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
    const marked = new Marked({
        renderer: {
            html: ({ text, block }) => (block ? `<p>${escaped(text)}</p>` : escaped(text)),
            image: ({ text, href }) => escaped(text || href),
        },
    });
    purify.addHook('afterSanitizeAttributes', (node) => {
        if (node.tagName === 'A') {
            node.setAttribute('target', '_blank');
            node.setAttribute('rel', 'noopener noreferrer');
        }
    });
    return (text) => {
        const fragment = purify.sanitize(marked.parse(text), ALLOWED);
        // What scrolls sideways has to be within reach of the keyboard.
        fragment.querySelectorAll('pre').forEach((block) => block.setAttribute('tabindex', '0'));
        fragment.querySelectorAll('table').forEach((table) => {
            const around = document.createElement('div');
            around.className = 'scroller';
            around.tabIndex = 0;
            table.replaceWith(around);
            around.append(table);
        });
        return fragment;
    };
}

/** Shows a text, also one that grows. */
export class Markdown extends Component {
    box = createRef();
    drawn = null;
    timer = null;

    componentDidMount() {
        this.box.current.textContent = this.props.text;
        this.draw();
    }

    componentDidUpdate() {
        this.draw();
    }

    componentWillUnmount() {
        clearTimeout(this.timer);
        this.timer = 'gone';
    }

    async draw() {
        if (this.timer !== null || this.drawn === this.props.text) {
            return;
        }
        this.timer = 'drawing';
        const read = await load();
        if (this.timer === 'gone') {
            return;
        }
        const begun = performance.now();
        this.drawn = this.props.text;
        this.box.current.replaceChildren(read(this.drawn));
        this.timer = setTimeout(
            () => {
                this.timer = null;
                this.draw();
            },
            (performance.now() - begun) * SHARE_OF_TIME,
        );
    }

    render({ id, busy }) {
        return html`<div id=${id} class="prose" ref=${this.box} aria-busy=${busy ? 'true' : 'false'}></div>`;
    }
}
