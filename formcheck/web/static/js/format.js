/** Numbers, times and plural forms in words. */

/**
 * Return "1 set" or "3 sets".
 *
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * Return a number of seconds as a person says it: "40 seconds", "2 minutes".
 *
 * @param {number | null | undefined} seconds
 */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return plural(whole, "second");
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return plural(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest ? `${plural(hours, "hour")} ${plural(rest, "minute")}` : plural(hours, "hour");
}

/**
 * Return the seconds of a clock that counts down: the last second is 1, not 0.
 *
 * @param {number | null} seconds
 */
export function clockSeconds(seconds) {
  return seconds === null || !Number.isFinite(seconds) ? "" : String(Math.max(0, Math.ceil(seconds)));
}

/**
 * Return a share of 0 to 1 in whole percent; never 100 before the end.
 *
 * @param {number} share
 */
export function percent(share) {
  const value = Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0;
  return value < 1 ? Math.min(99, Math.floor(value * 100)) : 100;
}

/**
 * Return the size of a file: "3 MB".
 *
 * @param {number} bytes
 */
export function fileSize(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/**
 * Return what a plan of an exercise asks for: "2 sets of 8, each leg".
 *
 * @param {number} sets
 * @param {number} reps 0 = until the person ends the set
 * @param {string} [leg] "each leg", "left leg"
 */
export function amount(sets, reps, leg = "") {
  const how = reps ? `${plural(sets, "set")} of ${reps}` : plural(sets, "set");
  return leg ? `${how}, ${leg}` : how;
}

/**
 * Return what was done in a set: "3 of 4 repetitions good".
 *
 * @param {{ good: number, total: number, verdict: string }} set
 */
export function doneWords({ good, total, verdict }) {
  if (!total) return "nothing counted";
  const repetitions = plural(total, "repetition");
  return verdict === "counted" ? `${repetitions} counted` : `${good} of ${repetitions} good`;
}

/**
 * Return a day as a person says it: "Saturday, 28 November 2026".
 *
 * @param {string} iso "2026-11-28"
 */
export function dayWords(iso) {
  const day = new Date(`${iso}T12:00:00`);
  if (Number.isNaN(day.getTime())) return iso;
  return day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/**
 * Return a leg in words; empty where none was named.
 *
 * @param {string} side
 */
export function legWords(side) {
  return side === "left" || side === "right" ? `${side} leg` : "";
}

/**
 * Return a text with a capital letter in front.
 *
 * @param {string} text
 */
export function capital(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}
