// Elements without markup in strings: a text is always a text.
export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'checked' || name === 'disabled' || name === 'multiple') element[name] = value;
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const show = (place, ...children) => place.replaceChildren(...children.flat(Infinity).filter(Boolean));

export const field = (label, input, hint) => {
  input.id ||= `f-${Math.random().toString(36).slice(2)}`;
  return el('div', { class: 'field' }, el('label', { for: input.id }, label), input, hint && el('p', { class: 'hint' }, hint));
};

// A table that may be wider than the window: it is reached and scrolled by keys too.
export const scroll = (label, table) => el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, table);

export function download(name, content, type) {
  const link = el('a', { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const bytesOf = async file => new Uint8Array(await file.arrayBuffer());

export function base64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export const fromBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

// A place for files: by dropping or by choosing; `chosen` says what lies in it.
export function dropZone(label, options, take) {
  const input = el('input', { type: 'file', multiple: options.multiple, accept: options.accept, id: options.id, 'aria-label': label });
  input.addEventListener('change', () => { if (input.files.length) take([...input.files]); input.value = ''; });
  const zone = el('div', { class: 'drop' }, el('strong', {}, label), input,
    el('label', { for: options.id, class: 'pick' }, options.choose), el('span', { class: 'chosen' }, options.chosen ?? ''));
  zone.addEventListener('dragover', event => { event.preventDefault(); zone.classList.add('over'); });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', event => {
    event.preventDefault();
    zone.classList.remove('over');
    const files = [...event.dataTransfer.files];
    if (files.length) take(options.multiple ? files : files.slice(0, 1));
  });
  zone.tell = text => { zone.querySelector('.chosen').textContent = text; };
  return zone;
}
