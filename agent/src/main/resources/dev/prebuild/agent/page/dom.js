// Elements without markup: whatever the data says ends as text.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; a child that is a string becomes text. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Touches nothing that is right already: a selection in it stays, and nobody is told of it again. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/** One node for each item, by its key; those that stay are changed in place and keep their focus. */
export class Rows {
  #parent;
  #keyOf;
  #make;
  #rows = new Map();

  /**
   * @param keyOf from an item to its key
   * @param make makes {node, show(item, now)}
   */
  constructor(parent, keyOf, make) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  show(items, now) {
    const focused = document.activeElement;
    this.#removeAllBut(new Set(items.map(this.#keyOf)));
    let place = this.#parent.firstElementChild;
    for (const item of items) {
      const row = this.#row(this.#keyOf(item));
      row.show(item, now);
      if (row.node === place) {
        place = place.nextElementSibling;
      } else {
        this.#parent.insertBefore(row.node, place);
      }
    }
    if (focused !== document.activeElement && focused?.isConnected) {
      focused.focus({ preventScroll: true });
    }
  }

  #removeAllBut(keys) {
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) {
        row.node.remove();
        this.#rows.delete(key);
      }
    }
  }

  #row(key) {
    if (!this.#rows.has(key)) {
      this.#rows.set(key, this.#make());
    }
    return this.#rows.get(key);
  }
}

/** A row of a table with one cell for each name; the first heads it. Labels are for narrow screens. */
export function tableRow(labels) {
  const cells = Object.entries(labels).map(([name, label], index) =>
    index === 0
      ? element('th', { scope: 'row', role: 'rowheader', class: name })
      : element('td', { role: 'cell', class: name, 'data-label': label }));
  return { node: element('tr', { role: 'row' }, ...cells), cells };
}

/** The rows of a table, and what stands in its place when there are none. */
export class Table {
  #table;
  #rows;

  constructor(table, keyOf, make) {
    this.#table = table;
    this.#rows = new Rows(table.tBodies[0], keyOf, make);
  }

  show(items, now) {
    this.#rows.show(items, now);
    this.#table.hidden = items.length === 0;
    this.#table.nextElementSibling.hidden = items.length > 0;
  }
}
