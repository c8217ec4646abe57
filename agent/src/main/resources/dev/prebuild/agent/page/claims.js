// Claims of the last hour: two plots, the same in words, and the same in figures.

import { Rows, setText, tableRow } from './dom.js';
import { CountPlot, LatencyPlot } from './plots.js';
import { count, minuteOf, percent, taken } from './words.js';

const LABELS = {
  minute: 'Minute',
  'number running': 'Running',
  'number stopped': 'Reserve',
  'number cold': 'Cold',
  'number repeated': 'Repeated',
  'number refused': 'Refused',
  'number p50': 'Median',
  'number p99': '99th percentile',
};

export class Claims {
  #counts;
  #latencies;
  #countWords;
  #latencyWords;
  #minutes;

  /** @param find from the id of an element to the element */
  constructor(find) {
    this.#counts = new CountPlot(find('claims-plot'));
    this.#latencies = new LatencyPlot(find('latency-plot'));
    this.#countWords = find('claims-words');
    this.#latencyWords = find('latency-words');
    this.#minutes = new Rows(find('minutes').querySelector('tbody'), (minute) => minute.at, minuteRow);
  }

  show(minutes, now) {
    this.#counts.show(minutes, now);
    this.#latencies.show(minutes, now);
    setText(this.#countWords, countWords(minutes));
    setText(this.#latencyWords, latencyWords(minutes));
    this.#minutes.show(minutes.toReversed(), now);
  }
}

function countWords(minutes) {
  const sum = (name) => minutes.reduce((total, minute) => total + minute[name], 0);
  const served = sum('running') + sum('stopped') + sum('cold');
  if (served + sum('refused') === 0) return 'None yet';
  return [
    count(served, 'claim served', 'claims served'),
    served > 0 && `${percent(1 - sum('misses') / served)} found an instance ready`,
    sum('refused') > 0 && `${sum('refused')} refused`,
  ].filter(Boolean).join(', ');
}

function latencyWords(minutes) {
  const timed = minutes.filter((minute) => minute.p50Millis !== undefined);
  if (timed.length === 0) return 'Nothing to measure yet';
  const last = timed.at(-1);
  const worst = timed.reduce((one, other) => (other.p99Millis > one.p99Millis ? other : one));
  return `Median ${taken(last.p50Millis)} at ${minuteOf(last.at)}; `
    + `99th percentile at most ${taken(worst.p99Millis)}, at ${minuteOf(worst.at)}`;
}

function minuteRow() {
  const { node, cells } = tableRow(LABELS);
  return {
    node,
    show(minute) {
      const counts = ['running', 'stopped', 'cold', 'repeated', 'refused'].map((name) => String(minute[name]));
      const times = [minute.p50Millis, minute.p99Millis].map((millis) => (millis === undefined ? '–' : taken(millis)));
      [minuteOf(minute.at), ...counts, ...times].forEach((text, index) => setText(cells[index], text));
    },
  };
}
