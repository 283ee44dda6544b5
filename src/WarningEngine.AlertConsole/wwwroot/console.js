import { texts, provinces } from './texts.js';

// What matters lives in the feed and in the URL: a reload, or another tab, shows the same.
const url = new URL(location.href);
const state = { cases: [], asOfMs: 0, degraded: [], selected: url.hash.slice(1) || null, shown: new Set(), first: true };
const filter = { tier: url.searchParams.get('tier'), region: url.searchParams.get('region') || '', type: url.searchParams.get('type') || '', text: url.searchParams.get('q') || '', ended: url.searchParams.has('ended') };
const cookie = document.cookie.match(/(?:^|; )lang=([^;]+)/)?.[1];
let lang = url.searchParams.get('lang') || cookie || (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
if (!texts[lang]) { lang = 'zh-CN'; }
const outcomes = ['ReachedDissuaded', 'AlreadyLost', 'ReachedDenies', 'NotReachedBusy', 'NotReachedNoAnswer', 'ReachedNotRelevant', 'ThirdPartyAnsweredUnverified', 'RelativeContacted', 'FalsePositiveConfirmed'];
const tierIcons = { P0: '⬣', P1: '▲', P2: '◆', P3: '●' };
const kindIcons = { Call: '☎', Sms: '✉', Money: '¥', Reputation: '⚑', Exposure: '⚑', Registry: '§' };
const $ = id => document.getElementById(id);
const t = (key, values = {}) => Object.entries(values).reduce((s, [k, v]) => s.replace(`{${k}}`, v), texts[lang][key] ?? key);
const local = text => text ? (lang === 'en' ? text.en : text.zh) : '';
const el = (tag, cls, text) => { const e = document.createElement(tag); if (cls) { e.className = cls; } if (text !== undefined) { e.textContent = text; } return e; };
const hhmm = ms => new Date(ms).toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const day = ms => new Date(ms).toLocaleDateString(lang, { month: 'short', day: 'numeric' });
const money = (amount, currency) => new Intl.NumberFormat(lang, { style: 'currency', currency: currency || 'CNY', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 2, minimumFractionDigits: 0 }).format(amount);
const regionName = code => provinces[code] ? provinces[code][lang === 'en' ? 1 : 0] : t('region_unknown');
const duration = ms => { const s = Math.max(0, Math.round(ms / 1000)); const p = (n, u) => new Intl.NumberFormat(lang, { style: 'unit', unit: u, unitDisplay: 'short' }).format(n); return s < 60 ? p(s, 'second') : s < 3600 ? p(Math.floor(s / 60), 'minute') : `${p(Math.floor(s / 3600), 'hour')} ${p(Math.floor(s % 3600 / 60), 'minute')}`; };
const left = c => c.usefulUntilMs - state.asOfMs;
const isLive = c => c.state === 'Open' && left(c) > 0;

function visible() {
  return state.cases.filter(c => (filter.ended || isLive(c)) && (!filter.tier || c.tier === filter.tier) && (!filter.region || c.region === filter.region) && (!filter.type || c.scamType === filter.type)
    && (!filter.text || `${c.person} ${c.scamType} ${c.title.zh} ${c.title.en} ${c.atRisk?.txId ?? ''}`.toLowerCase().includes(filter.text.toLowerCase())))
    .sort((a, b) => isLive(b) - isLive(a) || a.tier.localeCompare(b.tier) || left(a) - left(b) || a.id.localeCompare(b.id));
}

function remember() {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries({ tier: filter.tier, region: filter.region, type: filter.type, q: filter.text, ended: filter.ended ? '1' : '' })) { if (v) { q.set(k, v); } }
  if (url.searchParams.has('lang')) { q.set('lang', lang); }
  history.replaceState(null, '', `${q.size ? '?' + q : location.pathname}${state.selected ? '#' + state.selected : ''}`);
}

function words() {
  document.documentElement.lang = lang;
  document.querySelectorAll('[data-text]').forEach(e => { e.textContent = t(e.dataset.text); });
  $('language').textContent = t('other'); $('language').lang = lang === 'en' ? 'zh-CN' : 'en';
  $('search').placeholder = `${t('search')}  /`; $('search').setAttribute('aria-label', t('search')); $('help').setAttribute('aria-label', t('keys'));
  $('tiers').setAttribute('aria-label', t('filterTier'));
}

function drawBar() {
  const live = state.cases.filter(isLive);
  $('tiers').replaceChildren(...['P0', 'P1', 'P2', 'P3'].map(tier => {
    const b = el('button', tier); b.type = 'button'; b.setAttribute('aria-pressed', filter.tier === tier);
    b.append(el('span', '', `${tierIcons[tier]} ${t(tier)}`), el('b', '', live.filter(c => c.tier === tier).length));
    b.onclick = () => { filter.tier = filter.tier === tier ? null : tier; draw(); };
    return b;
  }));
  $('asOf').textContent = state.asOfMs ? `${day(state.asOfMs)} ${hhmm(state.asOfMs)}` : '–';
  const options = (select, values, name, current) => {
    const wanted = ['', ...new Set(values)].sort();
    const signature = `${lang} ${wanted}`;
    if (select.dataset.signature !== signature) { select.dataset.signature = signature; select.replaceChildren(...wanted.map(v => { const o = el('option', '', v ? name(v) : t('all')); o.value = v; return o; })); }
    select.value = current;
  };
  options($('region'), state.cases.map(c => c.region), regionName, filter.region);
  options($('type'), state.cases.map(c => c.scamType), v => v, filter.type);
  $('ended').checked = filter.ended;
  $('degraded').hidden = state.degraded.length === 0; $('degraded').textContent = state.degraded.join(' · ');
}

function row(c) {
  const e = el('div', `case ${c.tier}${isLive(c) ? '' : ' ended'}`); e.id = `case-${c.id}`; e.setAttribute('role', 'option'); e.setAttribute('aria-selected', c.id === state.selected);
  const tier = el('div', 'tier'); tier.append(el('i', '', tierIcons[c.tier]), el('span', '', t(c.tier)));
  const tags = el('div', 'tags');
  tags.append(el('span', 'tag', c.scamType), el('span', 'tag', t(c.stage)), el('span', 'tag', regionName(c.region)));
  if (c.atRisk) { tags.append(el('span', 'tag money', money(c.atRisk.amount, c.atRisk.currency))); }
  if (c.warnings > 1) { tags.append(el('span', 'tag', t('warnings', { n: c.warnings }))); }
  if (c.watched) { tags.append(el('span', 'tag', t('watched'))); }
  if (c.held) { tags.append(el('span', 'tag', t('held'))); }
  if (c.disposition) { tags.append(el('span', 'tag', t(c.disposition))); }
  const remaining = el('div', `left${left(c) < 900000 ? ' soon' : ''}`, isLive(c) ? t('left', { t: duration(left(c)) }) : t(c.state === 'Open' ? 'Expired' : c.state));
  e.append(tier, el('div', 'who', `${c.person}${c.ageBand && t(c.ageBand) ? ' · ' + t(c.ageBand) : ''}`), remaining, el('div', 'why', local(c.title) + (c.reasons[0] ? ` — ${local(c.reasons[0].text)}` : '')), tags);
  e.onclick = () => select(c.id);
  return e;
}

function drawQueue() {
  const all = visible();
  // Rows that nobody has seen wait behind a banner while somebody is at work: nothing jumps under the cursor.
  const busy = state.selected && $('queue').scrollTop > 0;
  if (!busy) { all.forEach(c => state.shown.add(c.id)); }
  const rows = all.filter(c => state.shown.has(c.id) || c.id === state.selected);
  const waiting = all.length - rows.length;
  $('fresh').hidden = waiting === 0; $('fresh').textContent = t('fresh', { n: waiting });
  const top = $('queue').scrollTop;
  $('queue').replaceChildren(...rows.map(row)); $('queue').scrollTop = top;
  $('empty').hidden = rows.length > 0;
  if (state.selected) { $('queue').setAttribute('aria-activedescendant', `case-${state.selected}`); }
}

function card(title, ...children) { const e = el('section', 'card'); e.append(el('h3', '', t(title)), ...children); return e; }

function evidenceText(x) {
  const parts = x.detail.split(':');
  if (x.kind === 'Call') { return [`${t(parts[0] === 'Outgoing' ? 'callOut' : 'callIn')} ${x.other}`, t(parts[1]), x.durationMs ? duration(x.durationMs) : parts[2] === 'open' ? t('talking') : ''].filter(Boolean).join(' · '); }
  if (x.kind === 'Sms') { return `${t('Sms')} · ${t(parts[0])} · ${t(parts[1])}`; }
  if (x.kind === 'Money') { const what = parts[0] === 'Transfer' ? t(parts[2] === 'out' ? 'outgoing' : 'incoming') : t(parts[0]); return [what, x.amount ? money(x.amount, x.currency) : '', parts[0] === 'Transfer' ? t(parts[1]) : '', x.other].filter(Boolean).join(' · '); }
  return [t(x.kind), x.other, t(parts[0])].filter(Boolean).join(' · ');
}

function drawDetail() {
  const c = state.cases.find(x => x.id === state.selected);
  const box = $('detail');
  if (!c) { box.replaceChildren(el('p', 'empty', t('pick'))); return; }
  const signature = JSON.stringify([c, lang, Math.floor(left(c) / 5000), isLive(c)]);
  if (box.dataset.signature === signature) { return; }
  box.dataset.signature = signature;
  const held = document.activeElement?.dataset?.code;
  const head = el('div', `head ${c.tier}`);
  head.append(el('div', 'title', local(c.title)), el('span', 't', `${tierIcons[c.tier]} ${c.tier} ${t(c.tier)}`), el('span', '', `${c.scamType} · ${t(c.stage)}`), el('b', '', c.person), el('span', 'quiet', `${regionName(c.region)}${t(c.ageBand) ? ' · ' + t(c.ageBand) : ''}`), el('span', 'quiet', isLive(c) ? t('left', { t: duration(left(c)) }) : t(c.state === 'Open' ? 'Expired' : c.state)));
  if (c.disposition) { head.append(el('span', 'tag', t('closedAs', { code: t(c.disposition) }))); }
  const reasons = el('ol', `reasons ${c.tier}`);
  // Two patterns may give the same reason: it is said once.
  c.reasons.filter((r, i) => c.reasons.findIndex(o => local(o.text) === local(r.text)) === i).slice(0, 9).forEach(r => { const li = el('li'); const when = el('time', '', hhmm(r.eventMs)); li.append(el('span', '', local(r.text)), when); reasons.append(li); });
  const risk = el('div', 'risk');
  if (c.atRisk) {
    const dl = el('dl');
    for (const [k, v] of [['txId', c.atRisk.txId], ['payee', c.atRisk.payee], ['phase', t(c.atRisk.phase)]]) { const dd = el('dd'); dd.append(el(k === 'txId' ? 'code' : 'span', '', v)); dl.append(el('dt', '', t(k)), dd); }
    risk.append(el('div', 'sum', money(c.atRisk.amount, c.atRisk.currency)), dl);
  } else { risk.append(el('p', 'quiet', t('noMoney'))); }
  const ask = el('ul', 'ask'); c.questions.forEach(q => ask.append(el('li', '', local(q))));
  const time = el('ol', 'time'); let lastDay = '';
  const longest = Math.max(1, ...c.evidence.map(x => x.durationMs));
  c.evidence.forEach(x => {
    const li = el('li', `line ${x.kind}`); const d = day(x.eventMs); const what = el('span', '', evidenceText(x));
    if (x.durationMs > 60000) { const bar = el('meter'); bar.max = longest; bar.value = x.durationMs; bar.setAttribute('aria-hidden', 'true'); what.append(bar); }
    li.append(el('time', '', hhmm(x.eventMs)), el('span', 'dot', kindIcons[x.kind] ?? '•'), what, el('time', '', d === lastDay ? '' : d)); lastDay = d; time.append(li);
  });
  const codes = el('div', 'codes');
  outcomes.forEach((code, i) => { const b = el('button'); b.type = 'button'; b.dataset.code = code; b.setAttribute('aria-keyshortcuts', i + 1); b.append(el('kbd', '', i + 1), el('span', '', t(code))); b.onclick = () => dispose(c, code); codes.append(b); });
  const log = el('ol', 'time'); c.history.slice().reverse().forEach(h => { const li = el('li', 'line'); li.append(el('time', '', hhmm(h.timeMs || c.openedMs)), el('span', 'dot', '·'), el('span', '', `${t(h.what)} ${h.detail.split(' ').map(w => texts[lang][w] ?? w).join(' ')}`), el('span')); log.append(li); });
  const two = el('div', 'two'); two.append(card('risk', risk), card('ask', ask));
  const parts = [head, card('why', reasons), two];
  if (c.state === 'Open') { parts.push(card('close', codes)); }
  parts.push(card('timeline', time), card('history', log));
  box.replaceChildren(...parts);
  if (held) { box.querySelector(`[data-code="${held}"]`)?.focus(); }
}

function draw() { words(); drawBar(); drawQueue(); drawDetail(); remember(); }

function select(id) { state.selected = id; state.shown.add(id); draw(); $(`case-${id}`)?.scrollIntoView({ block: 'nearest' }); }

function move(by) {
  const rows = visible(); const at = rows.findIndex(c => c.id === state.selected);
  if (rows.length) { select(rows[Math.min(rows.length - 1, Math.max(0, at + by))].id); }
}

let pending = null;
function dispose(c, code) {
  if (c.state !== 'Open') { return; }
  cancel();
  // The effect is held back for five seconds: a slip can be taken back.
  pending = { c, code, revision: c.revision, n: 5 };
  const box = $('undo'); const text = el('span'); const back = el('button', '', t('undo')); back.type = 'button'; back.onclick = cancel;
  const show = () => { text.textContent = t('sending', { code: t(code), n: pending.n }); };
  box.replaceChildren(text, back); box.hidden = false; show();
  pending.timer = setInterval(async () => {
    if (--pending.n > 0) { show(); return; }
    const mine = pending; cancel();
    try {
      const answer = await fetch(`/api/cases/${mine.c.id}/disposition`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Warning-Engine': '1' }, body: JSON.stringify({ code: mine.code, revision: mine.revision, fraudConfirmed: mine.code === 'AlreadyLost' || mine.code === 'ReachedDissuaded' }) });
      if (!answer.ok) { throw new Error(answer.status); }
      say(t('sent'));
    } catch (error) { say(t('failed', { e: error.message })); }
  }, 1000);
}
function cancel() { if (pending) { clearInterval(pending.timer); pending = null; } $('undo').hidden = true; }
function say(text) { const box = $('undo'); box.replaceChildren(el('span', '', text)); box.hidden = false; setTimeout(() => { if (!pending) { box.hidden = true; } }, 2500); }

function help() {
  const box = $('keys'); const dl = el('dl');
  for (const [k, v] of [['j / k', 'move'], ['Enter', 'open'], ['1 – 9', 'dispose'], ['/', 'find'], ['l', 'langKey'], ['Esc', 'cancel']]) { const dt = el('dt'); dt.append(el('kbd', '', k)); dl.append(dt, el('dd', '', t(v))); }
  box.replaceChildren(el('h2', '', t('keys')), dl); box.showModal();
}
function changeLanguage() { lang = lang === 'en' ? 'zh-CN' : 'en'; document.cookie = `lang=${lang}; SameSite=Strict; path=/; max-age=31536000`; $('detail').dataset.signature = ''; url.searchParams.delete('lang'); draw(); }

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey) { return; }
  const typing = e.target.matches('input[type=search], select');
  if (e.key === 'Escape') { cancel(); if (typing) { e.target.blur(); $('queue').focus(); } return; }
  if (typing) { return; }
  const c = state.cases.find(x => x.id === state.selected);
  const keys = { j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1), '/': () => $('search').focus(), '?': help, l: changeLanguage };
  if (keys[e.key] && !(e.key.startsWith('Arrow') && document.activeElement !== $('queue'))) { e.preventDefault(); keys[e.key](); }
  else if (e.key === 'Enter' && document.activeElement === $('queue')) { $('detail').querySelector('button')?.focus(); }
  else if (c && /^[1-9]$/.test(e.key)) { dispose(c, outcomes[+e.key - 1]); }
});
$('language').onclick = changeLanguage; $('help').onclick = help;
$('fresh').onclick = () => { state.cases.forEach(c => state.shown.add(c.id)); $('queue').scrollTop = 0; draw(); };
$('region').onchange = e => { filter.region = e.target.value; draw(); };
$('type').onchange = e => { filter.type = e.target.value; draw(); };
$('search').oninput = e => { filter.text = e.target.value; draw(); };
$('search').value = filter.text;
$('ended').onchange = e => { filter.ended = e.target.checked; draw(); };

let announced = new Set();
function take(data) {
  state.asOfMs = data.asOfMs; state.degraded = data.degraded;
  if (data.cases) {
    state.cases = data.cases;
    const urgent = data.cases.filter(c => c.tier === 'P0' && isLive(c) && !announced.has(c.id));
    urgent.forEach(c => announced.add(c.id));
    if (!state.first && urgent.length) { $('announce').textContent = `${t('P0')}: ${local(urgent[0].title)}`; }
    if (!state.selected && state.first && visible().length) { state.selected = visible()[0].id; }
    state.first = false;
  }
  draw();
}
function link(up) { $('link').className = `link${up ? '' : ' off'}`; $('link').textContent = t(up ? 'connected' : 'lost'); }
words(); link(false); drawDetail();
const events = new EventSource('/api/events');
events.onopen = () => link(true); events.onerror = () => link(false);
events.onmessage = e => take(JSON.parse(e.data));
