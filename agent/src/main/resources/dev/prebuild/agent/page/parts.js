// The small things that several tables are made of.

import { element, setAttribute, setText } from './dom.js';
import { environmentClass, fullTime, project, shortId, span } from './words.js';

/** What something is made for: its project, and its class in a lower voice. */
export function originIn(cell) {
  const name = element('span', { class: 'name' });
  const size = element('span', { class: 'aside' });
  cell.append(name, ' ', size);
  return (origin) => {
    setText(name, project(origin));
    setText(size, environmentClass(origin));
  };
}

/** How long ago, with the very time for programs and those who point at it. */
export function ageIn(cell) {
  const time = element('time');
  cell.append(time);
  return (instant, now) => {
    setText(time, `${span(now - Date.parse(instant))} ago`);
    setAttribute(time, 'datetime', instant);
    setAttribute(time, 'title', fullTime(instant));
  };
}

/** The beginning of an id, which tells it from the others of a host. */
export function idIn(cell) {
  const code = element('code');
  cell.append(code);
  return (id) => {
    setText(code, id ? shortId(id) : '–');
    setAttribute(code, 'title', id ?? 'none yet');
  };
}

/** A word with a mark in front; the tone is good, busy, bad or quiet. */
export function stateIn(cell) {
  const state = element('span', { class: 'state' });
  cell.append(state);
  return (text, tone) => {
    setText(state, text);
    setAttribute(state, 'data-tone', tone);
  };
}

/** Lines below a cell's content, each with a tone; as many as there are. */
export function linesIn(cell) {
  const list = element('div', { class: 'lines' });
  cell.append(list);
  return (lines) => {
    while (list.childElementCount > lines.length) {
      list.lastElementChild.remove();
    }
    lines.forEach(([text, tone], index) => {
      const line = list.children[index] ?? list.appendChild(element('p'));
      setText(line, text);
      setAttribute(line, 'data-tone', tone);
    });
  };
}
