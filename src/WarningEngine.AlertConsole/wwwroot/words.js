import { texts, provinces, types } from './texts.js';

// The page's language: the URL's, else the one chosen last, else the browser's. Only this is kept in the browser.
const asked = new URLSearchParams(location.search).get('lang');
const chosen = document.cookie.match(/(?:^|; )lang=([^;]+)/)?.[1];
export let lang = [asked, chosen, navigator.language.startsWith('zh') ? 'zh-CN' : 'en'].find(x => Object.hasOwn(texts, x));

export function changeLanguage() {
  lang = lang === 'en' ? 'zh-CN' : 'en';
  document.cookie = `lang=${lang}; SameSite=Strict; path=/; max-age=31536000`;
}

export function t(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => value), texts[lang][key] ?? key);
}

const pick = pair => pair?.[lang === 'en' ? 1 : 0];
export const local = text => text ? (lang === 'en' ? text.en : text.zh) : '';
export const regionName = code => pick(provinces[code]) ?? t('region_unknown');
export const typeName = code => types[code] ? `${code} ${pick(types[code])}` : code;

/** Some outcomes are named as states of a payment are. */
export const outcomeName = code => texts[lang][`outcome_${code}`] ?? t(code ?? 'None');

/** A pattern by the type that it looks for, which its name begins with. */
export const patternName = pattern => typeName(pattern.split('-')[0]);

const isRegion = word => word === 'unknown' || word in provinces;

/** Words of the vocabulary, and regions, in a line of history; what is no such word stays. */
export function historyWords({ what, detail }) {
  const word = what === 'held' ? patternName : x => texts[lang][`outcome_${x}`];
  return [t(what), ...detail.split(' ').filter(Boolean).map(x => word(x) ?? texts[lang][x] ?? (isRegion(x) ? regionName(x) : x))].join(' ');
}

/** What does not work, by the engine's names like queue.dissuasion.440000.p0; what is no such name stays. A second thread of a
 * role is named score-2, and no role of its own. */
export function degradedWords(name) {
  const [what, ...rest] = name.split('.');
  const of = rest.join('.');
  const topic = () => t(`topic_${of}`).replace('topic_', '');
  const role = name.replace(/-\d+$/, '');
  const subject = {
    queue: () => `${regionName(rest[1])} ${t(rest[2]?.toUpperCase())}`, surge: () => patternName(of), feed: topic, read: topic,
  }[what] ?? (() => t(`role_${of}`).replace('role_', ''));
  return texts[lang][`bad_${what}`] ? t(`bad_${what}`, { of: subject() })
    : texts[lang][`role_${role}`] ? t('bad_role', { of: t(`role_${role}`) }) : name;
}

/** Making a formatter costs far more than using it, and every row uses some. */
const formatters = new Map();
function formatter(kind, key, options) {
  const name = `${lang} ${key}`;
  if (!formatters.has(name)) { formatters.set(name, new kind(lang, options)); }
  return formatters.get(name);
}

// Not hour12: with it midnight is 24:00 in some languages.
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
export const timeOfDay = ms => formatter(Intl.DateTimeFormat, 'time', clock).format(ms);
export const day = ms => formatter(Intl.DateTimeFormat, 'day', { month: 'short', day: 'numeric' }).format(ms);

/** With the day where that is not today's: reasons go back for weeks. */
export const moment = (ms, asOfMs) => day(ms) === day(asOfMs) ? timeOfDay(ms) : `${day(ms)} ${timeOfDay(ms)}`;

export function money(amount, currency) {
  const code = currency || 'CNY';
  return formatter(Intl.NumberFormat, `money ${code}`, {
    style: 'currency', currency: code, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 0, maximumFractionDigits: 2,
  }).format(amount);
}

export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const part = (n, unit) => formatter(Intl.NumberFormat, unit, { style: 'unit', unit, unitDisplay: 'short' }).format(n);
  if (seconds < 60) { return part(seconds, 'second'); }
  if (seconds < 3600) { return part(Math.floor(seconds / 60), 'minute'); }
  return `${part(Math.floor(seconds / 3600), 'hour')} ${part(Math.floor(seconds % 3600 / 60), 'minute')}`;
}
