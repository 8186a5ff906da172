/**
 * What this browser remembers: voice, letters, colours, camera.  These belong to the device that shows
 * and speaks, so they stay in it; everything about the person is kept by the server.
 */

import { useEffect, useState } from "./preact.js";

/**
 * @typedef {object} Preferences
 * @property {boolean} sound
 * @property {string} voice address of a voice of the browser; empty = its own choice
 * @property {number} rate 0.7 (slow) to 1.2
 * @property {"normal" | "large" | "largest"} letters
 * @property {"auto" | "light" | "dark"} colours
 * @property {string} camera identifier of a camera; empty = the first one
 */

/** @type {Readonly<Preferences>} */
export const DEFAULTS = Object.freeze({
  sound: true, voice: "", rate: 1, letters: "normal", colours: "auto", camera: "",
});

const KEY = "formcheck.preferences";

/** @type {Set<(preferences: Preferences) => void>} */
const followers = new Set();

/**
 * Return preferences of which each has a value that makes sense.
 *
 * @param {unknown} stored
 * @returns {Preferences}
 */
export function cleaned(stored) {
  /** @type {Record<string, any>} */
  const found = typeof stored === "object" && stored ? stored : {};
  const one = /** @type {(key: "letters" | "colours", of: string[]) => any} */ (
    (key, of) => (of.includes(found[key]) ? found[key] : DEFAULTS[key])
  );
  const text = /** @type {(key: "voice" | "camera") => string} */ (
    (key) => (typeof found[key] === "string" ? found[key] : DEFAULTS[key])
  );
  const rate = Number(found.rate);
  return {
    sound: typeof found.sound === "boolean" ? found.sound : DEFAULTS.sound,
    voice: text("voice"),
    rate: rate >= 0.5 && rate <= 1.5 ? rate : DEFAULTS.rate,
    letters: one("letters", ["normal", "large", "largest"]),
    colours: one("colours", ["auto", "light", "dark"]),
    camera: text("camera"),
  };
}

/** @returns {Preferences} */
export function preferences() {
  try {
    return cleaned(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return { ...DEFAULTS }; // private windows may refuse to remember
  }
}

/** @param {Partial<Preferences>} changed */
export function remember(changed) {
  const now = cleaned({ ...preferences(), ...changed });
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // It holds until the page is closed.
  }
  dress(now);
  followers.forEach((follow) => follow(now));
}

/** Forget everything that this browser remembers. */
export function forgetPreferences() {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // Nothing was remembered.
  }
  remember({ ...DEFAULTS });
}

/**
 * Give the page its letters and colours.
 *
 * @param {Preferences} now
 */
export function dress(now) {
  const page = document.documentElement;
  page.dataset.letters = now.letters;
  page.dataset.colours = now.colours;
}

/** Return the preferences; the component draws itself again when they change. */
export function usePreferences() {
  const [now, setNow] = useState(preferences);
  useEffect(() => {
    followers.add(setNow);
    return () => void followers.delete(setNow);
  }, []);
  return now;
}
