import { t, lang, local, money, day, moment, timeOfDay, duration, regionName, typeName, historyWords, outcomeName } from './words.js';
import { canAnswer, el, feed, focusQueue, isLive, remaining, signature, tierIcons } from './cases.js';
import { accept, choosePayee, confirmsFraud, dispose, holdsPayee, moreOutcomes, outcomes } from './outcomes.js';

const kindIcons = { Call: '☎', Sms: '✉', Money: '¥', Reputation: '⚑', Exposure: '⚑', Registry: '§' };
const reasonsMax = 9;
const box = document.getElementById('detail');
let drawn = '';

/** Everything about one case. Drawn anew only when the case has changed, or the day: a selection of text or a press survives the tick. */
export function drawDetail(id) {
  const c = feed.cases.get(id);
  const now = `${c ? signature(c) : ''},${lang},${day(feed.asOfMs)}`;
  if (drawn !== now) {
    const focused = box.contains(document.activeElement) && document.activeElement !== box ? document.activeElement.dataset.code : null;
    box.replaceChildren(...(c ? content(c) : [el('p', 'empty', t('pick'))]));
    if (!drawn.startsWith(`${id},`)) { box.scrollTop = 0; }
    drawn = now;
    const again = focused === null ? null : box.querySelector(`[data-code="${focused}"]`);
    if (again) { again.focus(); } else if (focused !== null) { focusQueue(); }
  }

  const left = box.querySelector('.remaining');
  if (c && left.textContent !== remaining(c)) { left.textContent = remaining(c); }
}

/** The card, not its first button: a second Enter would press that. */
export function focusOutcomes() {
  (box.querySelector('[data-code=outcomes]') ?? box).focus();
}

function content(c) {
  const stack = el('div', 'stack');
  stack.append(card('risk', risk(c)), card('ask', list('ul', 'ask', c.questions.map(q => el('li', '', local(q))))));
  const two = el('div', 'two');
  two.append(stack);
  if (canAnswer(c)) { two.append(answers(c)); }
  return [head(c), ...(c.offer ? [card('handOver', handOver(c))] : []), card('why', reasons(c)), two, card('timeline', timeline(c)), card('history', history(c))];
}

function card(title, child) {
  const made = el('section', 'card');
  made.append(el('h3', '', t(title)), child);
  return made;
}

function list(tag, cls, items) {
  const made = el(tag, cls);
  made.append(...items);
  return made;
}

function head(c) {
  const made = el('div', `head ${c.tier}`);
  made.append(
    el('div', 'title', local(c.title)), el('span', 't', `${tierIcons[c.tier]} ${c.tier} ${t(c.tier)}`),
    el('span', 'types', `${likely(c)} · ${t(c.stage)}`), el('b', '', c.person),
    el('span', '', [regionName(c.region), t(c.ageBand)].filter(Boolean).join(' · ')), el('span', 'remaining'));
  if (c.disposition) { made.append(el('span', 'tag', t('closedAs', { code: outcomeName(c.disposition) }))); }
  if (c.shadow) { made.append(el('span', 'tag shadow', t('shadow'))); }
  return made;
}

/** Offered to a region, and still its sender's: whoever works for that region takes it over here. */
function handOver(c) {
  const button = el('button', '', t('accept', { r: regionName(c.offer.to) }));
  button.type = 'button';
  button.dataset.code = 'accept';
  button.onclick = () => accept(c);
  const made = el('div', 'codes');
  made.append(el('p', 'quiet', t('offerOpen', { a: regionName(c.region), b: regionName(c.offer.to), t: moment(c.offer.untilMs, feed.asOfMs) })), button);
  return made;
}

/** Types compete: more than one is named with its share of the evidence. */
function likely(c) {
  return c.likelyTypes?.length > 1
    ? c.likelyTypes.map(x => `${typeName(x.scamType)} ${x.percent} %`).join(' · ') : typeName(c.scamType);
}

function reasons(c) {
  // Two patterns may give the same reason: it is said once.
  const said = new Map();
  c.reasons.forEach(r => { if (!said.has(local(r.text))) { said.set(local(r.text), r); } });
  return list('ol', `reasons ${c.tier}`, [...said.values()].slice(0, reasonsMax).map(r => {
    const item = el('li');
    item.append(el('span', '', local(r.text)), el('time', '', moment(r.eventMs, feed.asOfMs)));
    return item;
  }));
}

function risk(c) {
  const made = el('div', 'risk');
  if (!c.atRisk) {
    made.append(el('p', 'quiet', t('noMoney')));
    return made;
  }

  const facts = el('dl');
  for (const [name, tag, value] of
    [['txId', 'code', c.atRisk.txId], ['payee', 'span', c.atRisk.payee ?? '—'], ['phase', 'span', t(c.atRisk.phase)]]) {
    const described = el('dd');
    described.append(el(tag, '', value));
    facts.append(el('dt', '', t(name)), described);
  }

  made.append(el('div', 'sum', money(c.atRisk.amount, c.atRisk.currency)), facts);
  return made;
}

/** The nine with keys first and large; what is found out more rarely stands below, small. */
function answers(c) {
  const made = card('close', list('div', 'codes', outcomes.map((code, i) => {
    const button = codeButton(c, code);
    button.setAttribute('aria-keyshortcuts', i + 1);
    button.prepend(el('kbd', '', i + 1));
    return button;
  })));
  if (c.atRisk?.payee) { made.firstChild.after(payeeBox(c)); }
  if (!isLive(c)) { made.firstChild.after(el('p', 'quiet late', t('late'))); }
  made.append(el('h4', '', t('more')), list('div', 'codes more', moreOutcomes.map(code => codeButton(c, code))));
  made.dataset.code = 'outcomes';
  made.tabIndex = -1;
  made.setAttribute('aria-label', t('close'));
  return made;
}

/** Who is named with a confirmed fraud warns everybody else whom they meet: the agent sees who it is, and may leave it out. */
function payeeBox(c) {
  const made = el('label', 'switch payee');
  const box = el('input');
  box.type = 'checkbox';
  box.checked = holdsPayee(c);
  box.dataset.code = 'payee';
  box.onchange = () => choosePayee(c, box.checked);
  const [a, b] = confirmsFraud.map(outcomeName);
  made.append(box, el('span', '', t('holdPayee', { payee: c.atRisk.payee, a, b })));
  return made;
}

function codeButton(c, code) {
  const button = el('button');
  button.type = 'button';
  button.dataset.code = code;
  button.append(el('span', '', outcomeName(code)));
  button.onclick = () => dispose(c, code);
  return button;
}

/** Each day is said once, beside the first line of it. */
function days() {
  let last = '';
  return ms => {
    const [today, before] = [day(ms), last];
    last = today;
    return el('time', '', today === before ? '' : today);
  };
}

function timeline(c) {
  const longest = Math.max(1, ...c.evidence.map(x => x.durationMs));
  const dayOf = days();
  return list('ol', 'time', c.evidence.map(x => {
    const what = el('span', '', evidenceText(x));
    if (x.durationMs > 60_000) {
      const bar = el('meter');
      bar.max = longest;
      bar.value = x.durationMs;
      bar.setAttribute('aria-hidden', 'true');
      what.append(bar);
    }

    const item = el('li', `line ${x.kind}`);
    item.append(el('time', '', timeOfDay(x.eventMs)), el('span', 'dot', kindIcons[x.kind] ?? '•'), what, dayOf(x.eventMs));
    return item;
  }));
}

/** The engine writes the particulars of evidence as words of its vocabulary, with colons between. */
function evidenceText(x) {
  const [first, second, third] = x.detail.split(':');
  const parts = {
    Call: () => [
      `${t(first === 'Outgoing' ? 'callOut' : 'callIn')} ${x.other}`, t(second),
      x.durationMs ? duration(x.durationMs) : third === 'open' ? t('talking') : ''],
    Sms: () => [t('Sms'), t(first), t(second)],
    Money: () => [
      first === 'Transfer' ? t(third === 'out' ? 'outgoing' : 'incoming') : t(first),
      x.amount ? money(x.amount, x.currency) : '', first === 'Transfer' ? t(second) : '', x.other],
  }[x.kind] ?? (() => [t(x.kind), x.other, t(first)]);
  return parts().filter(Boolean).join(' · ');
}

function history(c) {
  const dayOf = days();
  return list('ol', 'time', c.history.toReversed().map(h => {
    const timeMs = h.timeMs || c.openedMs;
    const item = el('li', 'line');
    item.append(el('time', '', timeOfDay(timeMs)), el('span', 'dot', '·'), el('span', '', historyWords(h)), dayOf(timeMs));
    return item;
  }));
}
