// Snapshots: how large, how old, and what their removal would free.

import { setAttribute, setText, Table, tableRow } from './dom.js';
import { ageIn, idIn, originIn } from './parts.js';
import { bytes } from './words.js';

const LABELS = {
  origin: 'Project',
  'number size': 'Size',
  'number freed': 'Its own',
  made: 'Made',
  used: 'In use',
  id: 'Prebuild',
};

export function snapshotsTable(table) {
  return new Table(table, (snapshot) => snapshot.id, snapshotRow);
}

function snapshotRow() {
  const { node, cells } = tableRow(LABELS);
  const [origin, size, freed, made, used, id] = cells;
  const showOrigin = originIn(origin);
  const showMade = ageIn(made);
  const showId = idIn(id);
  setAttribute(freed, 'title', 'layers that no other image has: what its removal would free');
  return {
    node,
    show(snapshot, now) {
      showOrigin(snapshot.origin);
      setText(size, bytes(snapshot.bytes));
      setText(freed, bytes(snapshot.freedBytes));
      showMade(snapshot.createdAt, now);
      setText(used, snapshot.used ? 'yes' : 'no');
      showId(snapshot.id);
    },
  };
}
