// The token: asked for, tried, kept for as long as the tab is open.

import { setText } from './dom.js';
import { open, Refused } from './stream.js';

const TOKEN = 'prebuild-agent.token';
const REASON = 'prebuild-agent.reason';

export function token() {
  return sessionStorage.getItem(TOKEN);
}

/** Forgets the token, and all that was shown with it: the page begins anew. */
export function signOut(reason = '') {
  sessionStorage.removeItem(TOKEN);
  sessionStorage.setItem(REASON, reason);
  location.reload();
}

/** Asks for a token until one is taken. */
export function signIn(find) {
  const form = find('sign-in');
  const field = find('token');
  const problem = find('token-problem');
  form.hidden = false;
  setText(problem, sessionStorage.getItem(REASON) ?? '');
  sessionStorage.removeItem(REASON);
  field.focus();
  return new Promise((resolve) => {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const tried = field.value.trim();
      setText(problem, '');
      setText(problem, await whyNot(tried));
      field.setAttribute('aria-invalid', String(problem.textContent !== ''));
      if (problem.textContent !== '') {
        field.select();
        return;
      }
      sessionStorage.setItem(TOKEN, tried);
      field.value = '';
      form.hidden = true;
      resolve();
    });
  });
}

/** What is wrong with a token; nothing if the agent takes it. */
async function whyNot(tried) {
  if (tried === '') return 'Enter the token first.';
  if (!/^[\x21-\x7e]+$/.test(tried)) return 'This is no token: it has characters that none can have.';
  try {
    await open('v1/overview', tried);
    return '';
  } catch (failure) {
    if (!(failure instanceof Refused)) return 'The agent does not answer; try again.';
    if (failure.status === 401) return 'The agent does not take this token.';
    return `The agent refuses: ${failure.message}`;
  }
}
