/** What the live page says in words, from what the server shows. */

import { capital, doneWords, legWords } from "../format.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */

/**
 * Return the leg and the set in short lines, as in the window.
 *
 * @param {ScreenMessage} screen
 */
export function legAndSet(screen) {
  const rows = [];
  const side = screen.side ?? screen.reading?.side ?? null;
  if (screen.sides === "alternating") rows.push("Legs in turn");
  else if (screen.sides === "one" && side) rows.push(`${capital(side)} leg`);
  if (screen.set_count > 1) rows.push(`Set ${screen.set_number} of ${screen.set_count}`);
  return rows;
}

/**
 * Return how much is planned: "8 times".
 *
 * @param {ScreenMessage} screen
 */
export function planned(screen) {
  const { planned_reps: reps } = screen;
  if (!reps) return "";
  return reps === 1 ? "Once" : `${reps} times`;
}

/**
 * What stands in the band below the picture.
 *
 * @typedef {object} Band
 * @property {string} heading
 * @property {string} detail
 * @property {"plain" | "cue" | "pause" | "stop" | "good"} tone
 */

/**
 * Return the one thing to read now.
 *
 * @param {ScreenMessage} screen
 * @returns {Band}
 */
export function band(screen) {
  const { kind, heading, detail, alarm, reading } = screen;
  if (alarm) return { heading, detail, tone: "stop" };
  if (kind === "moving" && reading) {
    if (reading.limit) return { heading: reading.limit, detail: "", tone: "stop" };
    if (reading.cue) return { heading: reading.cue, detail: "", tone: reading.cue_urgent ? "stop" : "cue" };
    return { heading: heading || screen.title, detail, tone: "plain" }; // the panel has the phase
  }
  if (kind === "paused") return { heading, detail, tone: "pause" };
  if (kind === "placing" && screen.checks.length) {
    const passed = screen.checks.map((check) => check.passed);
    if (passed.includes(false)) return { heading, detail, tone: "cue" };
    if (passed.every(Boolean)) return { heading, detail, tone: "good" };
  }
  return { heading, detail, tone: "plain" };
}

/**
 * Marks that say by their shape what the colour of the band says.
 *
 * @type {Readonly<Record<Band["tone"], "" | "arrow" | "pause" | "stop" | "tick">>}
 */
export const MARKS = Object.freeze({ plain: "", cue: "arrow", pause: "pause", stop: "stop", good: "tick" });

/**
 * Return how large a text may be: one line of few letters is read from three metres.
 *
 * @param {string} text
 * @returns {"huge" | "large" | "medium" | "small"}
 */
export function sizeOf(text) {
  if (text.length <= 18) return "huge";
  if (text.length <= 42) return "large";
  return text.length <= 90 ? "medium" : "small";
}

/** What the space bar and the first button do, by the screen; everywhere else they pause the set. */
const GOES_ON = Object.freeze({
  placing: "Skip this check", pain: "Skip this question", starting: "Begin now", countdown: "Begin now",
  paused: "Go on", resting: "Go on now", over: "Close",
});

/**
 * Return what the first button says.
 *
 * @param {string} kind of the screen
 */
export function firstButton(kind) {
  return GOES_ON[/** @type {keyof typeof GOES_ON} */ (kind)] ?? "Pause";
}

/**
 * Return the clock of a hold: "2 of 5 s"; empty while nothing is held.
 *
 * @param {import("../types.js").ReadingShown} reading
 */
export function holdClock(reading) {
  if (!(reading.hold_s > 0)) return "";
  const held = Math.floor(reading.hold_s);
  if (!reading.hold_wanted_s && !held) return ""; // nothing is to be held: "Reached" says more than "0 s"
  return reading.hold_wanted_s ? `${held} of ${Math.round(reading.hold_wanted_s)} s` : `${held} s`;
}

/**
 * Return what a screen reader is told when something changes.
 *
 * @param {ScreenMessage} screen
 * @returns {{ polite: string, urgent: string }}
 */
export function announced(screen) {
  const { heading, detail, tone } = band(screen);
  const words = [heading, detail].filter(Boolean).join(" ");
  return tone === "stop" ? { polite: "", urgent: words } : { polite: words, urgent: "" };
}

/**
 * Return a check of the camera in words, for a reader that sees no colours.
 *
 * @param {import("../types.js").Check} check
 */
export function checkWords(check) {
  if (check.passed === null) return `${check.title}: not known yet`;
  return `${check.title}: ${check.passed ? "good" : "not yet"}`;
}

/**
 * Return a set that was done, in one line.
 *
 * @param {import("../types.js").SetMessage} done
 */
export function setLine(done) {
  const leg = legWords(done.side);
  return `${done.title}${leg && `, ${leg}`}, set ${done.number}: ${doneWords(done)}`;
}
