// The page: signs in, watches the host, and hands what it hears to those who show it.

import { Claims } from './claims.js';
import { setAttribute, setText } from './dom.js';
import { watch } from './events.js';
import { HostFacts } from './host.js';
import { LogDialog } from './log.js';
import { news } from './news.js';
import { poolsTable } from './pools.js';
import { prebuildsTable } from './prebuilds.js';
import * as session from './session.js';
import { snapshotsTable } from './snapshots.js';
import { secondOf } from './words.js';

/** Ages grow while nothing happens. */
const TICK = 5_000;

const find = (id) => document.getElementById(id);

/** Shows one overview after another. */
class Page {
  #host = new HostFacts(find('host'));
  #claims = new Claims(find);
  #log = new LogDialog(find, session.token);
  #pools = poolsTable(find('pools'));
  #prebuilds = prebuildsTable(find('prebuilds'), (prebuild) => this.#log.show(prebuild));
  #snapshots = snapshotsTable(find('snapshots'));
  #last;
  #ahead = 0;

  take(overview, ahead) {
    if (this.#last) {
      const happened = news(this.#last, overview);
      if (happened.length > 0) find('news').textContent = happened.join(' ');
    }
    this.#last = overview;
    this.#ahead = ahead;
    this.show();
  }

  show() {
    if (!this.#last) return;
    const now = Date.now() + this.#ahead;
    const { host, claims, pools, prebuilds, snapshots } = this.#last;
    document.title = `${host.name} · prebuild-agent`;
    setText(find('host-name'), host.name);
    this.#host.show(host, now);
    this.#claims.show(claims, now);
    this.#pools.show(pools, now);
    this.#prebuilds.show(prebuilds, now);
    this.#snapshots.show(snapshots, now);
  }
}

function connection(tone, text) {
  setText(find('connection'), text);
  setAttribute(find('connection'), 'data-tone', tone);
  find('overview').classList.toggle('stale', tone === 'bad');
}

async function start() {
  find('sign-out').addEventListener('click', () => session.signOut());
  const isAsked = !session.token();
  if (isAsked) await session.signIn(find);
  find('sign-out').hidden = false;
  find('overview').hidden = false;
  if (isAsked) find('host-title').focus();
  await follow(new Page());
}

async function follow(page) {
  setInterval(() => page.show(), TICK);
  connection('busy', 'Connecting');
  let heard = Date.now();
  try {
    await watch(session.token(), {
      signal: new AbortController().signal, // it ends with the page
      shown(overview, ahead) {
        heard = Date.now();
        page.take(overview, ahead);
        connection('good', 'Live');
      },
      waiting(failure) {
        connection('bad', `Not heard since ${secondOf(heard)} (${failure.message}); trying again`);
      },
    });
  } catch (failure) {
    session.signOut(`The agent does not take this token any more: ${failure.message}`);
  }
}

start();
