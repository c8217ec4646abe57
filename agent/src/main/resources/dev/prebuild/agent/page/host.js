// The host itself: what it takes on, how short it is, and what it depends on.

import { element, setAttribute, setText, svg } from './dom.js';
import { count, percent, span, word } from './words.js';

const TONES = { OPEN: 'good', CORDONED: 'busy', DRAINING: 'busy' };

/** Shows facts in a dl. */
export class HostFacts {
  #facts;

  constructor(list) {
    this.#facts = Object.fromEntries(
      ['Mode', 'Pressure', 'Memory available', 'Disk free', 'Load per core', 'Engine', 'Control plane', 'Disk']
        .map((name) => [name, fact(list, name)]));
  }

  show(host, now) {
    const { shortage } = host;
    const waiting = host.waitingPrebuilds;
    this.#show('Mode', word(host.mode), TONES[host.mode],
      `for ${span(now - Date.parse(host.since))}`
        + (waiting > 0 ? `; ${count(waiting, 'prebuild waits', 'prebuilds wait')} for a slot` : ''));
    this.#show('Pressure', word(shortage.level), shortage.level === 'NONE' ? 'good' : 'bad', shortage.reason);
    this.#share('Memory available', shortage.memoryAvailable);
    this.#share('Disk free', shortage.diskFree);
    this.#show('Load per core', shortage.loadPerCore?.toFixed(2) ?? 'not known', 'plain', '');
    this.#dependency('Engine', host.engine);
    this.#dependency('Control plane', host.controlPlane);
    this.#dependency('Disk', host.disk);
  }

  #dependency(name, { up, failure }) {
    this.#show(name, up ? 'OK' : 'Failing', up ? 'good' : 'bad', failure ?? '');
  }

  #share(name, share) {
    this.#show(name, share === undefined ? 'not known' : percent(share), 'plain', '');
    this.#facts[name].gauge(share);
  }

  #show(name, value, tone, aside) {
    const { valueNode, asideNode } = this.#facts[name];
    setText(valueNode, value);
    setAttribute(valueNode, 'data-tone', tone);
    setText(asideNode, aside);
  }
}

function fact(list, name) {
  const valueNode = element('span', { class: 'state' });
  const asideNode = element('span', { class: 'aside' });
  const filled = svg('rect', { class: 'filled', height: 4, rx: 2 });
  const bar = svg('svg', { class: 'gauge', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'track', width: 100, height: 4, rx: 2 }), filled);
  const value = element('dd', {}, valueNode, ' ', asideNode);
  list.append(element('div', {}, element('dt', {}, name), value));
  return {
    valueNode,
    asideNode,
    gauge(share) {
      if (share === undefined) {
        bar.remove();
      } else {
        setAttribute(filled, 'width', Math.round(100 * share));
        if (!bar.isConnected) value.append(bar);
      }
    },
  };
}
