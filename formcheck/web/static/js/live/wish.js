/** What the person wants to start; it outlives a reload of the page. */

/** @typedef {import("./client.js").Wish} Wish */

const KEY = "formcheck.wish";

/**
 * Return a wish that was kept, or null if it makes no sense.
 *
 * @param {string | null} text
 * @returns {Wish | null}
 */
export function parseWish(text) {
  let found;
  try {
    found = JSON.parse(text ?? "null");
  } catch {
    return null;
  }
  if (typeof found !== "object" || !found) return null;
  const camera = found.camera === "phone" ? "phone" : "page";
  if (found.today === true) return { today: true, camera };
  if (typeof found.plan?.exercise === "string") return { plan: found.plan, camera };
  return null;
}

/** @returns {Wish | null} */
export function keptWish() {
  try {
    return parseWish(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Forget it: what was wished for is done. */
export function dropWish() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/** @param {Wish} wish */
export function keepWish(wish) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(wish));
  } catch {
    // Without memory the wish holds until the page is loaded again.
  }
}
