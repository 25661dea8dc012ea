// Small things that are done to elements of what was pasted.

export function make(beside, tag, attributes = {}) {
  const element = beside.ownerDocument.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

// Another element with the same content in the same place.
export function rename(element, tag) {
  const other = make(element, tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

// What was in the style attribute, which the page's Content-Security-Policy would complain of.
export function hasStyle(element, pattern) {
  return pattern.test(element.dataset.style ?? "");
}

export function withStyle(body, pattern) {
  return [...body.querySelectorAll("[data-style]")].filter((element) => hasStyle(element, pattern));
}

export function isEmpty(element) {
  return !element.textContent.trim() && !element.querySelector("[data-footnote], [data-picture]");
}
