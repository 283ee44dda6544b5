import { t } from './words.js';
import { el } from './cases.js';

/** In the order of the keys 1 to 9. */
export const outcomes = [
  'ReachedDissuaded', 'AlreadyLost', 'ReachedDenies', 'NotReachedBusy', 'NotReachedNoAnswer', 'ReachedNotRelevant',
  'ThirdPartyAnsweredUnverified', 'RelativeContacted', 'FalsePositiveConfirmed',
];

const confirmsFraud = ['ReachedDissuaded', 'AlreadyLost'];
const heldSeconds = 5;
const box = document.getElementById('undo');
let pending = null;

/** Sends what the agent found out, after five seconds in which a slip can be taken back. Choosing another outcome for the
 * same case replaces it; turning to another case sends at once what was decided before. */
export function dispose(c, code) {
  if (c.state !== 'Open') { return; }
  if (pending && pending.c.id !== c.id) { send(); }
  takeBack();
  const text = el('span');
  const undo = el('button', '', t('undo'));
  undo.type = 'button';
  undo.onclick = takeBack;
  pending = { c, code, left: heldSeconds };
  const show = () => { text.textContent = t('sending', { code: t(code), n: pending.left }); };
  pending.timer = setInterval(() => {
    pending.left--;
    if (pending.left > 0) { show(); } else { send(); }
  }, 1000);
  show();
  box.replaceChildren(text, undo);
  box.hidden = false;
}

export function takeBack() {
  if (pending) { clearInterval(pending.timer); }
  pending = null;
  box.hidden = true;
}

function send() {
  const { c, code } = pending;
  takeBack();
  return post(`${c.id}/disposition`, { code, revision: c.revision, fraudConfirmed: confirmsFraud.includes(code) });
}

/** Takes over a case at once: every second of an offer counts, and whoever slipped can offer it back. */
export function accept(c) {
  return post(`${c.id}/accept`, { region: c.offer.to });
}

async function post(path, body) {
  try {
    const answer = await fetch(`/api/cases/${path}`, {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json', 'X-Warning-Engine': '1' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) { throw new Error(`${answer.status}`); }
    say(t('sent'), 2500);
  } catch (error) {
    // It stays until the next outcome: something decided has not been sent.
    say(t('failed', { e: error.message }));
  }
}

// A page that is closed within the five seconds has decided all the same.
addEventListener('pagehide', () => { if (pending) { send(); } });

function say(text, ms) {
  if (pending) { return; }
  const said = el('span', '', text);
  box.replaceChildren(said);
  box.hidden = false;
  if (ms) { setTimeout(() => { if (said.isConnected && !pending) { box.hidden = true; } }, ms); }
}
