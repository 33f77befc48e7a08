// Elements and how they are kept up to date. Text goes in as text, never as markup.

/** An element with attributes (a function is a listener, false and null are left out) and children (nodes or text). */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

export function append(element, children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

export function svg(name, attributes = {}) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

const shown = new WeakMap();

/**
 * Makes the children of an element those of the items: elements that stay are the same ones, only those that changed are filled again,
 * and nothing is moved that is in its place. Focus and selection stay where they are.
 * @param items each with a key and what it shows; equal text of what it shows means that nothing changed
 */
export function reconcile(parent, items, create, fill) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(items.map((item) => item.key));
  const had = new Map();
  for (const child of [...parent.children]) {
    const known = shown.get(child);
    if (known && wanted.has(known.key)) had.set(known.key, child);
    else if (known) child.remove();
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const text = JSON.stringify(item.shows);
    let element = had.get(item.key);
    if (!element) {
      element = create(item);
      shown.set(element, { key: item.key, text });
      fill(element, item);
    } else if (shown.get(element).text !== text) {
      shown.get(element).text = text;
      fill(element, item);
    }
    if (place === element) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  if (focused && focused.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
}

/** Replaces all children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

let lastId = 0;

/** An id for a label and what it names. */
export const nextId = (prefix) => `${prefix}-${++lastId}`;
