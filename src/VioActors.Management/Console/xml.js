// Requests and responses of the VIOS API as XML text, made and read with the browser's own DOM.

const namespace = 'urn:vioactors:vios-api:1';

/**
 * The text of a request.
 * @param operation [name, attributes, child…]; an attribute that is undefined, null or '' is left out
 */
export function requestText(operation) {
  const document_ = document.implementation.createDocument(namespace, 'vioRequest');
  document_.documentElement.append(elementOf(document_, operation));
  return new XMLSerializer().serializeToString(document_);
}

function elementOf(document_, [name, attributes = {}, ...children]) {
  const element = document_.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== '') element.setAttribute(key, String(value));
  }
  for (const child of children) element.append(elementOf(document_, child));
  return element;
}

/** The response: its attributes, the exception or null, and its objects. Null: the text is none. */
export function readResponse(text) {
  const root = new DOMParser().parseFromString(text, 'application/xml').documentElement;
  if (root.localName !== 'vioResponse' || root.namespaceURI !== namespace) return null;
  const all = [...root.children].map(thingOf);
  const exception = all.find((thing) => thing.kind === 'exception');
  return {
    ...attributesOf(root),
    exception: exception ? exception.has : null,
    things: all.filter((thing) => thing.kind !== 'exception'),
  };
}

/** An element as {kind, id, has: attributes, parts: children of the same form}. */
function thingOf(element) {
  const has = attributesOf(element);
  return { kind: element.localName, id: has.id ?? '', has, parts: [...element.children].map(thingOf) };
}

function attributesOf(element) {
  const has = {};
  for (const attribute of element.attributes) {
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') has[attribute.name] = attribute.value;
  }
  return has;
}
