// Reading what the agent goes on telling: with the token, again and again where it breaks off.

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** The agent has answered, and does not do what it was asked for. */
export class Refused extends Error {
  constructor(status, detail, retryAfterMillis) {
    super(detail);
    this.status = status;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Whether asking again would be answered the same. */
  get isFinal() {
    return this.status >= 400 && this.status < 500 && this.status !== 429;
  }
}

/** Asks with the token. Throws Refused, or a TypeError where nobody answers. */
export async function open(path, token, { accept = 'application/json', signal } = {}) {
  const response = await fetch(path, {
    headers: { Authorization: `Bearer ${token}`, Accept: accept },
    cache: 'no-store',
    signal,
  });
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get('Retry-After'));
  return new Refused(
    response.status,
    problem.detail ?? `the agent answered ${response.status}`,
    Number.isFinite(seconds) ? 1_000 * seconds : 0);
}

/** The text of an answer as it comes; ends early after silence of so many milliseconds. */
export async function* texts(response, silence = Infinity) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const endReading = () => reader.cancel().catch(() => {});
  try {
    for (;;) {
      const timer = silence === Infinity ? undefined : setTimeout(endReading, silence);
      const { value, done } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      yield value;
    }
  } finally {
    endReading();
  }
}

/**
 * Does the work until it comes to its end, is refused for good, or the signal says to stop.
 *
 * @param work gets a function to call once it has been answered: then pauses begin from the shortest again
 * @param waiting is told each failure
 */
export async function persist(work, { signal, waiting }) {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await work(() => {
        failures = 0;
      });
    } catch (failure) {
      if (signal.aborted) return undefined;
      if (failure.isFinal) throw failure;
      waiting(failure);
      await sleep(Math.max(failure.retryAfterMillis ?? 0, pause(failures, Math.random())), signal);
    }
  }
  return undefined;
}

/** Doubled with each failure up to the longest; by up to a half shorter, lest all tabs come at once. */
export function pause(failures, random) {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures) * (1 - random / 2);
}

function sleep(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
