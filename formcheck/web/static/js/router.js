/** Where in the site the person is: the part of the address after the #. */

import { useEffect, useState } from "./preact.js";

/**
 * @typedef {object} Place
 * @property {string} page first part of the path: "today"
 * @property {string} name second part, decoded, or empty
 * @property {URLSearchParams} query
 */

/**
 * Return the place that a hash names: "#/exercises/bridge?side=left".
 *
 * @param {string} hash
 * @returns {Place}
 */
export function parseHash(hash) {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [page = "", name = ""] = path.split("/");
  return { page: page || "today", name: decoded(name), query: new URLSearchParams(query) };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/**
 * Return the hash of a place.
 *
 * @param {string} page
 * @param {string} [name]
 * @param {Record<string, string>} [query]
 */
export function hashOf(page, name = "", query = {}) {
  const asked = new URLSearchParams(query).toString();
  return `#/${page}${name && `/${encodeURIComponent(name)}`}${asked && `?${asked}`}`;
}

/**
 * Go to a place.
 *
 * @param {string} page
 * @param {string} [name]
 * @param {Record<string, string>} [query]
 */
export function goTo(page, name, query) {
  window.location.hash = hashOf(page, name, query);
}

/** Return the place now; the component draws itself again when it changes. */
export function usePlace() {
  const [place, setPlace] = useState(() => parseHash(window.location.hash));
  useEffect(() => {
    const follow = () => setPlace(parseHash(window.location.hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return place;
}
