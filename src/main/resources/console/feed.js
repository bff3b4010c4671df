/** The asks that finish, as the server tells them: the latest 500, for all tabs. */
import { Failure, call, eventsOf, failureOf } from './wire.js';

/** How many are kept; the server keeps as many. */
export const KEPT = 500;

const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

export class Feed {
    /** The latest first. */
    asks = [];

    /** How many finished too fast to be told. */
    missed = 0;

    /** `connecting`, `live`, or `lost` with a failure. */
    state = 'connecting';

    failure = null;

    #listeners = new Set();
    #drawing = false;
    #stop = null;

    /** Calls back after changes, once for each picture that the screen shows; gives what ends that. */
    listen(listener) {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** Reads as long as the page is seen. */
    follow() {
        const look = () => (document.hidden ? this.#end() : this.#begin());
        document.addEventListener('visibilitychange', look);
        look();
    }

    /** The ask with this id, if it is still kept. */
    find(id) {
        return this.asks.find((ask) => ask.id === id);
    }

    #begin() {
        if (!this.#stop) {
            this.#stop = new AbortController();
            this.#read(this.#stop.signal);
        }
    }

    #end() {
        this.#stop?.abort();
        this.#stop = null;
    }

    async #read(signal) {
        let wait = SHORTEST_WAIT;
        while (!signal.aborted) {
            try {
                const response = await call('v1/dragoman/asks', { signal });
                if (!response.ok) {
                    throw await failureOf(response);
                }
                let first = true;
                for await (const { data } of eventsOf(response)) {
                    this.#take(JSON.parse(data), first);
                    first = false;
                    wait = SHORTEST_WAIT;
                }
                throw new Failure('The connection ended.');
            } catch (failure) {
                if (signal.aborted) {
                    return;
                }
                this.state = 'lost';
                this.failure = failure;
                this.#changed();
            }
            await new Promise((resolve) => setTimeout(resolve, wait));
            wait = Math.min(wait * 2, LONGEST_WAIT);
        }
    }

    // The first event of a connection holds all that the server has kept, also if it was started anew meanwhile.
    #take(asks, first) {
        if (first) {
            this.asks = [];
            this.missed = 0;
        }
        const last = this.asks[0]?.n;
        if (last !== undefined && asks.length > 0) {
            this.missed += Math.max(0, asks[0].n - last - 1);
        }
        this.asks = [...asks.reverse(), ...this.asks].slice(0, KEPT);
        this.state = 'live';
        this.failure = null;
        this.#changed();
    }

    #changed() {
        if (!this.#drawing) {
            this.#drawing = true;
            requestAnimationFrame(() => {
                this.#drawing = false;
                this.#listeners.forEach((listener) => listener());
            });
        }
    }
}
