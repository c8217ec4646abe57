// What somebody who does not see the page should hear of, in sentences.

import { project, shortId, word } from './words.js';

const DEPENDENCIES = { engine: 'Engine', controlPlane: 'Control plane', disk: 'Disk' };

/** What has happened between two overviews; counts that move are no news. */
export function news(before, after) {
  return [
    ...hostNews(before.host, after.host),
    ...changed(before.pools, after.pools, 'phase').map((pool) => `Pool ${project(pool.origin)}: ${word(pool.phase)}.`),
    ...changed(before.prebuilds, after.prebuilds, 'phase')
      .map((prebuild) => `Prebuild ${shortId(prebuild.id)} of ${project(prebuild.origin)}: ${word(prebuild.phase)}.`),
  ];
}

function hostNews(before, after) {
  return [
    before.mode !== after.mode && `Mode: ${word(after.mode)}.`,
    before.shortage.level !== after.shortage.level && `Pressure: ${word(after.shortage.level)}.`,
    ...Object.entries(DEPENDENCIES)
      .filter(([key]) => before[key].up !== after[key].up)
      .map(([key, name]) => `${name}: ${after[key].up ? 'OK' : 'Failing'}.`),
  ].filter(Boolean);
}

function changed(before, after, field) {
  const known = new Map(before.map((one) => [one.id, one[field]]));
  return after.filter((one) => known.has(one.id) && known.get(one.id) !== one[field]);
}
