// Warm pools: what is there, what is wanted, and why.

import { setAttribute, setText, svg, Table, tableRow } from './dom.js';
import { idIn, linesIn, originIn, stateIn } from './parts.js';
import { count, span, word } from './words.js';

const TONES = { PENDING: 'busy', READY: 'good', DEGRADED: 'bad', DELETING: 'busy', DELETED: 'quiet' };
const LABELS = {
  origin: 'Project',
  phase: 'Phase',
  'number running': 'Running',
  'number stopped': 'Stopped',
  'number target': 'Target',
  'number limits': 'Limits',
  filling: 'Filling',
  reason: 'Why so many',
  snapshot: 'Snapshot',
};

export function poolsTable(table) {
  return new Table(table, (pool) => pool.id, poolRow);
}

function poolRow() {
  const { node, cells } = tableRow(LABELS);
  const [origin, phase, running, stopped, target, limits, filling, reason, snapshot] = cells;
  const showOrigin = originIn(origin);
  const showPhase = stateIn(phase);
  const showFilling = fillingIn(filling);
  const showReason = linesIn(reason);
  const showSnapshot = idIn(snapshot);
  return {
    node,
    show(pool, now) {
      showOrigin(pool.origin);
      showPhase(word(pool.phase), TONES[pool.phase]);
      setText(running, String(pool.running));
      setText(stopped, String(pool.stopped));
      setText(target, String(pool.desired));
      setText(limits, `${pool.minSize}–${pool.maxSize}`);
      showFilling(pool);
      showReason(reasonLines(pool, now));
      showSnapshot(pool.snapshotId);
    },
  };
}

function reasonLines(pool, now) {
  const lines = [[withoutSize(pool), 'plain']];
  const moves = [
    pool.comingUp > 0 && `${pool.comingUp} coming up`,
    pool.leaving > 0 && `${pool.leaving} leaving`,
    pool.waitingClaims > 0 && count(pool.waitingClaims, 'claim waits', 'claims wait'),
    pool.outdated > 0
      && `${pool.outdated} of an older snapshot`
        + (pool.laggingSince ? ` for ${span(now - Date.parse(pool.laggingSince))}` : ''),
  ].filter(Boolean);
  if (moves.length > 0) lines.push([moves.join(', '), 'quiet']);
  if (pool.failure) lines.push([pool.failure, 'bad']);
  return lines;
}

/** The target has a column of its own, and the reason begins with it. */
function withoutSize({ reason, desired }) {
  const size = `${desired}: `;
  return reason.startsWith(size) ? reason.slice(size.length) : reason;
}

/** A bar as long as the pool may be: running, stopped, coming up, and a line at the target. */
function fillingIn(cell) {
  const parts = ['running', 'stopped', 'coming'].map((name) => svg('rect', { class: name, y: 3, height: 8 }));
  const target = svg('rect', { class: 'target', y: 0, width: 2, height: 14 });
  cell.append(
    svg('svg', { class: 'bar', viewBox: '0 0 122 14', 'aria-hidden': 'true' },
      svg('rect', { class: 'track', y: 3, width: 120, height: 8 }), ...parts, target));
  return (pool) => {
    const counts = [pool.running, pool.stopped, pool.comingUp];
    const most = Math.max(pool.maxSize, pool.desired, counts.reduce((sum, one) => sum + one, 0), 1);
    let from = 0;
    counts.forEach((size, index) => {
      setAttribute(parts[index], 'x', (120 * from) / most);
      setAttribute(parts[index], 'width', (120 * size) / most);
      from += size;
    });
    setAttribute(target, 'x', (120 * pool.desired) / most);
  };
}
