// How values are said.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function bytes(count) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) {
    count /= 1024;
    unit++;
  }
  return `${unit === 0 || count >= 100 ? Math.round(count) : count.toFixed(1)} ${units[unit]}`;
}

/** A span of time in its greatest unit, or two where that is coarse. */
export function span(millis) {
  if (millis < MINUTE) return `${Math.max(0, Math.floor(millis / 1000))} s`;
  if (millis < HOUR) return `${Math.floor(millis / MINUTE)} min`;
  if (millis < DAY) return two(millis, HOUR, 'h', MINUTE, 'min');
  return millis < 7 * DAY ? two(millis, DAY, 'd', HOUR, 'h') : `${Math.floor(millis / DAY)} d`;
}

function two(millis, unit, name, part, partName) {
  const parts = Math.floor((millis % unit) / part);
  return `${Math.floor(millis / unit)} ${name}${parts > 0 ? ` ${parts} ${partName}` : ''}`;
}

/** What a call took. */
export function taken(millis) {
  if (millis >= 10_000) return `${(millis / 1000).toFixed(0)} s`;
  if (millis >= 1_000) return `${(millis / 1000).toFixed(1)} s`;
  return `${millis.toFixed(millis >= 10 ? 0 : 1)} ms`;
}

export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** A constant of a program, as a word: PAUSE_REFILL is "Pause refill". */
export function word(constant) {
  const text = constant.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function shortId(id) {
  return id.slice(0, 8);
}

export function project(origin) {
  return origin.project ?? shortId(origin.projectId);
}

export function environmentClass(origin) {
  return origin.environmentClass ?? shortId(origin.classId);
}

const MINUTES = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const minuteOf = (instant) => MINUTES.format(new Date(instant));
export const secondOf = (instant) => SECONDS.format(new Date(instant));
export const fullTime = (instant) => FULL.format(new Date(instant));
