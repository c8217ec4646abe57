// An hour by minute, drawn as wide as there is room. What a plot shows is said in words beside it.

import { svg } from './dom.js';
import { minuteOf, taken } from './words.js';

const MINUTE = 60_000;
const MINUTES = 60;
const HEIGHT = 132;
const EDGE = { top: 8, right: 4, bottom: 20, left: 46 };
const BOTTOM = HEIGHT - EDGE.bottom;
const SOURCES = ['running', 'stopped', 'cold', 'refused'];

/** The counts of each minute, one source upon the other. */
export class CountPlot {
  #canvas;

  constructor(host) {
    this.#canvas = new Canvas(host);
  }

  show(told, now) {
    const minutes = drawn(told, now);
    const most = roundUp(Math.max(1, ...minutes.map(total)));
    const y = (value) => BOTTOM - ((BOTTOM - EDGE.top) * value) / most;
    this.#canvas.draw(now, [0, most / 2, most].map((tick) => [y(tick), String(tick)]), (x, step) =>
      minutes.map((minute) => {
        let below = 0;
        const bars = SOURCES.filter((source) => minute[source] > 0).map((source) => {
          const top = y(below + minute[source]);
          const height = y(below) - top;
          below += minute[source];
          return svg('rect', { class: source, x: x(minute), y: top, width: step - 1, height });
        });
        return titled(bars, `${minuteOf(minute.at)}: ${SOURCES.map((source) => `${minute[source]} ${source}`).join(', ')}`);
      }));
  }
}

/** From the median to the 99th percentile of each minute; the scale is logarithmic. */
export class LatencyPlot {
  #canvas;

  constructor(host) {
    this.#canvas = new Canvas(host);
  }

  show(minutes, now) {
    const timed = drawn(minutes, now).filter((minute) => minute.p50Millis !== undefined);
    const low = Math.min(0, ...timed.map((minute) => Math.floor(Math.log10(minute.p50Millis))));
    const high = Math.max(2, ...timed.map((minute) => Math.ceil(Math.log10(minute.p99Millis))));
    const y = (millis) => BOTTOM - ((BOTTOM - EDGE.top) * (Math.log10(millis) - low)) / (high - low);
    const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
    this.#canvas.draw(now, ticks.map((tick) => [y(tick), tickName(tick)]), (x, step) =>
      timed.map((minute) => {
        const middle = x(minute) + (step - 1) / 2;
        return titled(
          [
            svg('line', { class: 'p99', x1: middle, x2: middle, y1: y(minute.p50Millis), y2: y(minute.p99Millis) }),
            svg('circle', { class: 'median', cx: middle, cy: y(minute.p50Millis), r: 2.5 }),
          ],
          `${minuteOf(minute.at)}: median ${taken(minute.p50Millis)}, 99th percentile ${taken(minute.p99Millis)}`);
      }));
  }
}

function firstMinute(now) {
  return MINUTE * (Math.floor(now / MINUTE) - MINUTES + 1);
}

/** Those that have a place: what was told some time ago begins earlier. */
function drawn(minutes, now) {
  return minutes.filter((minute) => Date.parse(minute.at) >= firstMinute(now));
}

/** The frame of a plot: an axis of time, lines across, and what is drawn between them. */
class Canvas {
  #host;
  #last = () => {};

  constructor(host) {
    this.#host = host;
    new ResizeObserver(() => this.#last()).observe(host);
  }

  draw(now, ticks, marks) {
    this.#last = () => {
      const width = Math.max(240, this.#host.clientWidth);
      const step = (width - EDGE.left - EDGE.right) / MINUTES;
      const first = firstMinute(now);
      const x = (minute) => EDGE.left + (step * (Date.parse(minute.at) - first)) / MINUTE;
      this.#host.replaceChildren(
        svg('svg', { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, 'aria-hidden': 'true' },
          ...ticks.flatMap(([y, name]) => line(y, name, width)),
          ...quarters(first, x),
          ...marks(x, step)));
    };
    this.#last();
  }
}

function line(y, name, width) {
  return [
    svg('line', { class: 'grid', x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y }),
    svg('text', { x: EDGE.left - 6, y: y + 4, 'text-anchor': 'end' }, name),
  ];
}

function quarters(first, x) {
  return Array.from({ length: MINUTES }, (_, index) => first + MINUTE * index)
    .filter((time) => new Date(time).getMinutes() % 15 === 0)
    .map((time) => {
      const at = x({ at: new Date(time).toISOString() });
      const anchor = time - first < 3 * MINUTE ? 'start' : time - first > 56 * MINUTE ? 'end' : 'middle';
      return svg('text', { x: at, y: HEIGHT - 4, 'text-anchor': anchor }, minuteOf(time));
    });
}

function titled(marks, text) {
  return svg('g', {}, svg('title', {}, text), ...marks);
}

function total(minute) {
  return SOURCES.reduce((sum, source) => sum + minute[source], 0);
}

/** To 2, 4, 6, 8, 10, 12, 16, 20, 40 …, of which the half is a whole number. */
function roundUp(number) {
  const scale = 10 ** Math.floor(Math.log10(number));
  return [1, 1.2, 1.6, 2, 4, 6, 8, 10]
    .map((factor) => factor * scale)
    .find((one) => one >= number && one % 2 === 0);
}

function tickName(millis) {
  return millis < 1000 ? `${millis} ms` : `${millis / 1000} s`;
}
