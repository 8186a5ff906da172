/** The keys of a live session, the same as in the window. */

/** @type {Readonly<Record<string, string>>} */
export const KEYS = Object.freeze({
  " ": "pause", n: "next_side", r: "redo", s: "skip", p: "pain", m: "mute", q: "finish", f: "full_screen",
});

/** A key that comes again sooner is held down, milliseconds: a held p must not be sharp pain. */
export const HELD_MS = 800;

/**
 * Return what a key asks for: a command, a digit, or nothing.
 *
 * @param {{ key: string, repeat: boolean, ctrlKey: boolean, altKey: boolean, metaKey: boolean }} event
 * @param {{ tagName?: string } | null} [focused] what has the focus: a button keeps its space bar
 * @returns {{ command?: string, digit?: string }}
 */
export function meaning(event, focused = null) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return {};
  const tag = focused?.tagName ?? "";
  if (["INPUT", "SELECT", "TEXTAREA"].includes(tag)) return {};
  if (event.key === " " && ["BUTTON", "A", "SUMMARY"].includes(tag)) return {};
  if (/^[0-9]$/.test(event.key)) return { digit: event.key };
  const command = KEYS[event.key.toLowerCase()];
  return command ? { command } : {};
}

/** Tells a new press from a key that is held down and that the system repeats. */
export class Presses {
  constructor() {
    /** @type {Map<string, number>} */
    this._last = new Map();
  }

  /**
   * @param {string} command
   * @param {number} nowMs
   */
  isNew(command, nowMs) {
    const last = this._last.get(command);
    this._last.set(command, nowMs);
    return last === undefined || nowMs - last > HELD_MS;
  }
}
