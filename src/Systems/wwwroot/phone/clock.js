// The phone's clock may be wrong: by how much is measured at every contact with the server, and what is written down is the server's time.
const shanghaiHours = 8; // visits happen in Shanghai's time, wherever the phone believes it is
const hour = 3_600_000;

let offset = 0;

/** What to add to the phone's clock, ms. */
export const offsetMs = () => offset;

/** Takes the offset of an earlier contact. */
export const keep = ms => { offset = ms; };

/** The time of the server as far as the phone knows, ms since 1970. */
export const now = () => Date.now() + offset;

/**
 * Measures the offset by an answer of the server.
 * @param {string} serverNow ISO 8601
 * @param {number} sent the phone's clock when the request left
 * @param {number} got the phone's clock when the answer came
 */
export function measure(serverNow, sent, got) {
  offset = Math.round(Date.parse(serverNow) - (sent + got) / 2);
  return offset;
}

/** An instant as a clock in Shanghai shows it, `2026-03-05T10:20`. */
export const toLocal = ms => new Date(ms + shanghaiHours * hour).toISOString().slice(0, 16);

/** The instant that a clock in Shanghai showed; NaN when the text is none. */
export const fromLocal = text => Date.parse(`${text}:00+08:00`);

/** The text of a time as the API takes it. */
export const toApi = text => `${text}:00+08:00`;

/** A time for people, `03-05 10:20`. */
export const shown = ms => toLocal(ms).slice(5).replace('T', ' ');

/** A date for people, `2026-03-05`. */
export const day = ms => toLocal(ms).slice(0, 10);
