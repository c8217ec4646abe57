// Server-sent events by the HTML standard, section 9.2, for fetch: EventSource cannot send a token.

import { open, persist, texts } from './stream.js';

/** The agent gives a sign of life every 15 s. */
const LONGEST_SILENCE = 45_000;

/** Makes events of a stream of text, wherever it is cut. Ids and times to retry are not sent here. */
export class EventParser {
  #rest = '';
  #endedWithReturn = false;
  #data = [];
  #type = '';

  /** The events that a piece completes, as {type, data}. */
  push(text) {
    const isCutLineEnd = this.#endedWithReturn && text.startsWith('\n');
    const lines = (this.#rest + (isCutLineEnd ? text.slice(1) : text)).split(/\r\n|\n|\r/);
    this.#rest = lines.pop();
    this.#endedWithReturn = text.endsWith('\r');
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line) {
    if (line === '') return this.#dispatch();
    const [, name, value] = /^([^:]*):? ?([^]*)$/.exec(line);
    if (name === 'data') this.#data.push(value);
    if (name === 'event') this.#type = value;
    return [];
  }

  #dispatch() {
    const event = { type: this.#type || 'message', data: this.#data.join('\n') };
    const isOne = this.#data.length > 0;
    this.#data = [];
    this.#type = '';
    return isOne ? [event] : [];
  }
}

/**
 * Hands over each overview for as long as the signal lets it. Throws Refused if the token is.
 *
 * @param shown gets the overview, and by how many milliseconds the host's clock is ahead
 * @param waiting gets what has broken it off
 */
export function watch(token, { signal, shown, waiting }) {
  return persist(async (answered) => {
    const response = await open('v1/overview/events', token, { accept: 'text/event-stream', signal });
    const ahead = Date.parse(response.headers.get('Date')) - Date.now() || 0;
    const parser = new EventParser();
    for await (const text of texts(response, LONGEST_SILENCE)) {
      answered();
      parser.push(text)
        .filter((event) => event.type === 'message')
        // On its own, since a mistake in showing is none of the connection.
        .forEach((event) => queueMicrotask(() => shown(JSON.parse(event.data), ahead)));
    }
    throw new Error('the agent has ended the connection');
  }, { signal, waiting });
}
