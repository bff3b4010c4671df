/** Numbers, amounts and times as people read them. */

const NONE = '–';
const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const minutes = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

const isThere = (value) => value !== null && value !== undefined;

/** A count: 1,624. */
export const count = (number) => (isThere(number) ? whole.format(number) : NONE);

/** A count where there is little room: 1.6K. */
export const shortCount = (number) => (isThere(number) ? short.format(number) : NONE);

/** Millionths of a dollar, as dollars: $0.0087, $12.40. */
export function money(microUsd) {
    if (!isThere(microUsd)) {
        return NONE;
    }
    const dollars = microUsd / 1e6;
    if (dollars === 0 || dollars >= 1) {
        return `$${dollars.toFixed(2)}`;
    }
    return `$${dollars.toFixed(dollars >= 0.001 ? 4 : 6)}`;
}

/** Milliseconds: 812 ms, 4.2 s, 2 min 5 s. */
export function duration(millis) {
    if (!isThere(millis)) {
        return NONE;
    }
    if (millis < 1000) {
        return `${Math.round(millis)} ms`;
    }
    if (millis < 60_000) {
        return `${(millis / 1000).toFixed(millis < 10_000 ? 1 : 0)} s`;
    }
    const seconds = Math.round(millis / 1000);
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes: 4.9 KB. */
export function size(bytes) {
    if (bytes < 1000) {
        return `${bytes} B`;
    }
    const unit = bytes < 1e6 ? ['KB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
    return `${(bytes / unit[1]).toFixed(1)} ${unit[0]}`;
}

function date(iso) {
    const read = new Date(iso);
    return Number.isNaN(read.getTime()) ? null : read;
}

/** The time of the day of an ISO instant: 14:05:09. */
export const time = (iso) => (date(iso) ? clock.format(date(iso)) : NONE);

/** The same of a Unix time in seconds, without seconds: 14:05. */
export const minute = (epochSeconds) => minutes.format(new Date(epochSeconds * 1000));

/** Date, time and zone of an ISO instant. */
export const exactTime = (iso) => (date(iso) ? exact.format(date(iso)) : '');
