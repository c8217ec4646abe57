// The log of a prebuild in a dialog: opened on demand, followed to its end.

import { element, setText } from './dom.js';
import { open, persist, Refused, texts } from './stream.js';
import { project, secondOf, shortId } from './words.js';

/** More would make the page slow; the oldest go. */
const MOST_LINES = 5_000;
const NEAR_END = 40;

/** In characters; what is longer goes on in a line of its own. */
const LONGEST_LINE = 65_536;

/** Where a step begins, and what else a prebuild announces. */
const HEAD = '==> ';

/** What terminals take as commands: colours, moves of the cursor, titles. */
const COMMANDS = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;

export class LogDialog {
  #dialog;
  #title;
  #state;
  #lines;
  #token;
  #reading = new AbortController();

  /**
   * @param find from the id of an element to the element
   * @param token gives the token
   */
  constructor(find, token) {
    this.#dialog = find('log');
    this.#title = find('log-title');
    this.#state = find('log-state');
    this.#lines = find('log-lines');
    this.#token = token;
    find('log-close').addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => this.#reading.abort());
  }

  async show(prebuild) {
    this.#reading = new AbortController();
    this.#lines.replaceChildren();
    setText(this.#title, `Log of ${project(prebuild.origin)}, prebuild ${shortId(prebuild.id)}`);
    setText(this.#state, 'Opening');
    this.#dialog.showModal();
    this.#lines.focus();
    await this.#follow(prebuild.id, new LogView(this.#lines), this.#reading.signal);
  }

  /** What has come is not asked for again: the log is told from an offset on. */
  async #follow(id, view, signal) {
    const waiting = (failure) => setText(this.#state, `Broken off (${failure.message}); trying again`);
    try {
      await persist(async (answered) => {
        const path = `v1/prebuilds/${id}/logs?follow=true&format=ndjson&offset=${view.next}`;
        const response = await open(path, this.#token(), { accept: 'application/x-ndjson', signal });
        setText(this.#state, 'Following');
        await view.take(response, answered);
      }, { signal, waiting });
      if (!signal.aborted) setText(this.#state, 'Finished');
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      setText(this.#state, failure.message);
    }
  }
}

/** The lines that have come so far. The view stays at the end for as long as its reader does. */
class LogView {
  #list;
  #step = '';
  #unfinished = new Map();
  next = 0;

  constructor(list) {
    this.#list = list;
  }

  /**
   * Returns once the agent says that the log is finished.
   *
   * @param answered is called with each piece: an answer that ends before there is one is a failure
   */
  async take(response, answered) {
    let rest = '';
    for await (const text of texts(response)) {
      answered();
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      const entries = lines.map((line) => JSON.parse(line));
      this.#addAll(entries);
      if (entries.at(-1)?.finished) return;
    }
    throw new Error('the agent has ended the connection');
  }

  #addAll(entries) {
    const list = this.#list;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;
    entries.forEach((entry) => this.#add(entry));
    while (list.childElementCount > MOST_LINES) {
      list.firstElementChild.remove();
    }
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }

  #add(entry) {
    if (entry.finished) return;
    if (entry.dropped !== undefined) {
      this.#append('gap', `${entry.atLeast ? 'at least ' : ''}${entry.dropped} bytes are not kept here`);
      this.next = entry.offset;
      return;
    }
    if (entry.offset < this.next) return;
    this.next = entry.offset + new TextEncoder().encode(entry.text).length + (entry.partial ? 0 : 1);
    const isHead = !entry.partial && entry.text.startsWith(HEAD);
    if (entry.step !== this.#step) {
      this.#step = entry.step;
      if (entry.step && !isHead) this.#append('step', entry.step);
    }
    if (isHead) {
      this.#append('step', entry.text.slice(HEAD.length));
    } else {
      this.#print(entry);
    }
  }

  /** A piece of a line is added to the pieces before it, of the same stream. */
  #print(entry) {
    const begun = this.#unfinished.get(entry.stream);
    const goesOn = begun?.isConnected && begun.textContent.length < LONGEST_LINE;
    const line = goesOn ? begun : this.#append(`line ${entry.stream}`, '', secondOf(entry.time));
    const words = line.lastElementChild;
    const text = printable(entry.text);
    words.textContent = /\r[^\r]/.test(entry.text) ? text : words.textContent + text;
    if (entry.partial) {
      this.#unfinished.set(entry.stream, line);
    } else {
      this.#unfinished.delete(entry.stream);
    }
  }

  #append(kind, text, time) {
    const line = element('div', { class: kind },
      ...(time ? [element('time', {}, time)] : []), element('span', {}, text));
    this.#list.append(line);
    return line;
  }
}

/** As a terminal would leave it: what follows a carriage return stands over what was before. */
function printable(text) {
  return text.replace(COMMANDS, '').replace(/\r+$/, '').replace(/^[^]*\r/, '');
}
