// Elements. Text goes into the page through here as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. Of the properties, `onclick` and the like are listeners, `vars` are properties of its style
 * (`{'--part': '40%'}`), true and false set and leave out an attribute, null and undefined leave it out, and all others are
 * attributes. Children are texts, numbers, nodes and lists of them; null, undefined and false are none.
 */
export function h(tag, props, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** The same for elements of pictures. */
export function svg(tag, props, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'vars') for (const [variable, text] of Object.entries(value)) element.style.setProperty(variable, text);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts these children in the place of all that an element has. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Sets an attribute only where it differs, so that nothing is laid out anew for nothing. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else {
    const text = value === true ? '' : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Sets the text of an element only where it differs. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A picture of 20 by 20, drawn with lines; it says nothing to those who listen. */
export function icon(path) {
  return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: path }));
}
