// Elements are made by code and every text is a text node, so that nothing typed can become markup.

/**
 * An element.
 * @param {string} tag with classes after dots, `div.panel`
 * @param {Record<string, unknown>} [props] attributes; `onclick` and the like are listeners; false, null and undefined are left out
 * @param {...(Node|string|number|null|false|undefined|Array<unknown>)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.flat(3).filter(c => c !== null && c !== undefined && c !== false).map(c => c instanceof Node ? c : String(c)));
  return element;
}

/** A box that says something: `good`, `info`, `warn` or `bad`. */
export const callout = (tone, title, ...children) =>
  h(`div.callout.callout-${tone}`, { role: tone === 'bad' || tone === 'warn' ? 'alert' : 'status' },
    h('div.callout-words', {}, title && h('strong', {}, title), ...children.map(c => typeof c === 'string' ? h('p', {}, c) : c)));

/** A button. */
export const button = (text, act, kind = '', props = {}) =>
  h(`button.button${kind ? `.button-${kind}` : ''}`, { type: 'button', onclick: act, ...props }, text);

/** A panel with a title. */
export const panel = (title, ...children) =>
  h('section.panel', {}, title && h('div.panel-header', {}, h('h2', {}, title)), h('div.panel-body', {}, ...children));

/**
 * Asks; true for yes.
 * @returns {Promise<boolean>}
 */
export function ask(text, yes, no) {
  return new Promise(resolve => {
    const end = answer => () => {
      dialog.remove();
      resolve(answer);
    };
    const dialog = h('dialog.phone-ask', { oncancel: end(false), 'aria-label': text },
      h('p', {}, text), h('div.form-actions', {}, button(yes, end(true), 'main'), button(no, end(false))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
