import { texts, provinces, types } from './texts.js';

// The page's language: the URL's, else the one chosen last, else the browser's. Only this is kept in the browser.
const asked = new URLSearchParams(location.search).get('lang');
const chosen = document.cookie.match(/(?:^|; )lang=([^;]+)/)?.[1];
export let lang = [asked, chosen, navigator.language.startsWith('zh') ? 'zh-CN' : 'en'].find(x => texts[x]);

export function changeLanguage() {
  lang = lang === 'en' ? 'zh-CN' : 'en';
  document.cookie = `lang=${lang}; SameSite=Strict; path=/; max-age=31536000`;
}

export function t(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), texts[lang][key] ?? key);
}

const pick = pair => pair?.[lang === 'en' ? 1 : 0];
export const local = text => text ? (lang === 'en' ? text.en : text.zh) : '';
export const regionName = code => pick(provinces[code]) ?? t('region_unknown');
export const typeName = code => types[code] ? `${code} ${pick(types[code])}` : code;

/** Words of the vocabulary in a line of history; what is no such word stays. */
export const detailWords = detail => detail.split(' ').map(x => texts[lang][x] ?? pick(provinces[x]) ?? x).join(' ');

// Not hour12: with it midnight is 24:00 in some languages.
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
export const timeOfDay = ms => new Date(ms).toLocaleTimeString(lang, clock);
export const day = ms => new Date(ms).toLocaleDateString(lang, { month: 'short', day: 'numeric' });

/** With the day where that is not today's: reasons go back for weeks. */
export const moment = (ms, asOfMs) => day(ms) === day(asOfMs) ? timeOfDay(ms) : `${day(ms)} ${timeOfDay(ms)}`;

export function money(amount, currency) {
  return new Intl.NumberFormat(lang, {
    style: 'currency', currency: currency || 'CNY', currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 0, maximumFractionDigits: 2,
  }).format(amount);
}

export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const part = (n, unit) => new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' }).format(n);
  if (seconds < 60) { return part(seconds, 'second'); }
  if (seconds < 3600) { return part(Math.floor(seconds / 60), 'minute'); }
  return `${part(Math.floor(seconds / 3600), 'hour')} ${part(Math.floor(seconds % 3600 / 60), 'minute')}`;
}
