// Prebuilds: where each stands, and the way to its log.

import { element, setAttribute, setText, Table, tableRow } from './dom.js';
import { ageIn, idIn, linesIn, originIn, stateIn } from './parts.js';
import { bytes, project, shortId, span, word } from './words.js';

const TONES = { COMPLETED: 'good', FAILED: 'bad', CANCELLED: 'quiet', DELETED: 'quiet' };
const LABELS = {
  origin: 'Project',
  phase: 'Phase',
  progress: 'Progress',
  created: 'Created',
  id: 'Prebuild',
  log: 'Log',
};

/** @param openLog called with the prebuild whose log is asked for */
export function prebuildsTable(table, openLog) {
  return new Table(table, (prebuild) => prebuild.id, () => prebuildRow(openLog));
}

function prebuildRow(openLog) {
  const { node, cells } = tableRow(LABELS);
  const [origin, phase, progress, created, id, log] = cells;
  const showOrigin = originIn(origin);
  const showPhase = stateIn(phase);
  const showProgress = progressIn(progress);
  const showCreated = ageIn(created);
  const showId = idIn(id);
  const button = element('button', { type: 'button' }, 'Log');
  log.append(button);
  let shown;
  button.addEventListener('click', () => openLog(shown));
  return {
    node,
    show(prebuild, now) {
      shown = prebuild;
      showOrigin(prebuild.origin);
      showPhase(word(prebuild.phase), TONES[prebuild.phase] ?? 'busy');
      showProgress(prebuild, now);
      showCreated(prebuild.createdAt, now);
      showId(prebuild.id);
      setAttribute(button, 'aria-label', `Log of ${project(prebuild.origin)}, prebuild ${shortId(prebuild.id)}`);
    },
  };
}

/** A bar while the snapshot is made, since that alone is measured; else how long it has been so. */
function progressIn(cell) {
  const bar = element('progress', { max: 100 });
  const words = element('span');
  const showLines = linesIn(cell);
  cell.prepend(words);
  return (prebuild, now) => {
    const { percent } = prebuild;
    if (percent === undefined) {
      bar.remove();
    } else {
      bar.value = percent;
      setAttribute(bar, 'aria-label', `Snapshot of ${project(prebuild.origin)}`);
      if (!bar.isConnected) cell.prepend(bar);
    }
    setText(words, said(prebuild, now));
    showLines([
      ...(prebuild.failure ? [[prebuild.failure, 'bad']] : []),
      ...prebuild.warnings.map((warning) => [warning, 'warning']),
    ]);
  };
}

function said({ phase, percent, sizeBytes, since }, now) {
  const lasting = span(now - Date.parse(since));
  if (percent !== undefined) return `${percent} %`;
  if (sizeBytes !== undefined) return `snapshot of ${bytes(sizeBytes)}`;
  return phase in TONES ? `${lasting} ago` : `for ${lasting}`;
}
