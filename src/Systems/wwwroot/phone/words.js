// The words of the pages, from Texts.resx and Texts.en.resx; both languages are in the shell.
const key = 'visits.language';
const languages = ['zh-CN', 'en'];

let words = {};

/** The language of the pages: `zh-CN` or `en`. */
export let language = languages[0];

/** Reads the words of the language that was chosen here, or of the page. */
export async function load() {
  const chosen = localStorage.getItem(key) ?? document.documentElement.lang;
  language = languages.includes(chosen) ? chosen : languages[0];
  words = await (await fetch(`/visits/phone/words/${language}.json`)).json();
  document.documentElement.lang = language;
  document.title = words.Title;
}

/** Changes to the other language. */
export async function change() {
  localStorage.setItem(key, language === 'en' ? 'zh-CN' : 'en');
  await load();
}

/**
 * A text with its `{0}`, `{1}` filled in; the key itself when there is none.
 * @param {string} name
 * @param {...(string|number)} values
 */
export const t = (name, ...values) => (words[name] ?? name).replace(/\{(\d)\}/g, (_, n) => String(values[n]));

/**
 * The text of a pack or a refusal in the language of the pages.
 * @param {{zh: string, en: string}} text
 */
export const here = text => (language === 'en' ? text.en : text.zh);
