/** The screens of a live session: what the server shows, in letters for three metres. */

import { clockSeconds } from "../format.js";
import { html } from "../preact.js";
import { MARKS, band, checkWords, holdClock, legAndSet, planned, sizeOf } from "./words.js";

/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */

/** Marks as drawings: not every font has such letters. */
const SHAPES = Object.freeze({
  tick: "M3 13 l6 6 L21 5",
  cross: "M5 5 L19 19 M19 5 L5 19",
  ring: "M12 4 a8 8 0 1 0 .01 0 z",
  arrow: "M2 12 h18 M13 4 l8 8 l-8 8",
  pause: "M8 4 v16 M16 4 v16",
  stop: "M8 2 h8 l6 6 v8 l-6 6 h-8 l-6 -6 v-8 z M12 7 v6 M12 16.5 v.5",
});

/** @param {{ shape: keyof typeof SHAPES, className?: string }} props */
export function Mark({ shape, className = "" }) {
  return html`<svg class=${`shape ${className}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${SHAPES[shape]} /></svg>`;
}

/** The bar of the gauge in its drawing: left, top, width, height. */
const BAR = { left: 34, top: 22, width: 26, height: 250 };

/** @param {number} share 0 = below, 1 = above */
function row(share) {
  return BAR.top + (1 - Math.min(Math.max(share, 0), 1)) * BAR.height;
}

/**
 * A bar from the start to beyond the target, with the value as a pointer.
 *
 * @param {{ reading: import("../types.js").ReadingShown }} props
 */
export function Gauge({ reading }) {
  const { gauge, target_gauge: target, limit_gauge: limit, angle_text: angle } = reading;
  const [low, high] = [Math.min(...target), Math.max(...target)];
  const inside = gauge !== null && gauge >= low && gauge <= high;
  const at = gauge === null ? null : row(gauge);
  const middle = row((low + high) / 2);
  return html`<svg class="gauge" viewBox="0 0 120 320" role="img"
    aria-label=${angle ? `Now ${angle}${inside ? ", in the target" : ""}` : "Not measured now"}>
    <defs>
      <pattern id="too-far" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="8" height="8" class="trough" /><rect width="4" height="8" class="beyond" />
      </pattern>
    </defs>
    <rect class="trough" x=${BAR.left} y=${BAR.top} width=${BAR.width} height=${BAR.height} />
    ${limit !== null && html`
      <rect fill="url(#too-far)" x=${BAR.left} y=${BAR.top} width=${BAR.width}
        height=${Math.max(0, row(limit) - BAR.top)} />
      <line class="limit" x1=${BAR.left - 5} x2=${BAR.left + BAR.width + 5} y1=${row(limit)} y2=${row(limit)} />
      <text class="beyond-name" x=${BAR.left + BAR.width / 2} y="15">too far</text>`}
    ${at !== null && html`<rect class="filled" x=${BAR.left + 6} y=${at} width=${BAR.width - 12}
      height=${BAR.top + BAR.height - at} />`}
    <rect class=${`target ${inside ? "inside" : ""}`} x=${BAR.left - 4} y=${row(high)}
      width=${BAR.width + 8} height=${Math.max(4, row(low) - row(high))} />
    <text class="target-name" x=${BAR.left + BAR.width + 8} y=${middle + 6}>target</text>
    ${at !== null && html`
      <rect class="pointer" x=${BAR.left - 6} y=${at - 3} width=${BAR.width + 12} height="6" />
      <path class="pointer" d=${`M ${BAR.left - 6} ${at} l -24 -13 v 26 z`} />`}
    <text class="value" x=${BAR.left + BAR.width / 2 + 8} y="308">${angle}</text>
  </svg>`;
}

/** @param {{ screen: ScreenMessage }} props */
export function CountPanel({ screen }) {
  const { reading } = screen;
  if (!reading) return null;
  const clock = holdClock(reading);
  return html`<div class="count-panel">
    <${Gauge} reading=${reading} />
    <div class="counts">
      <p class="count"><span class="count-number">${reading.total}</span>
        <span class="count-of">${screen.planned_reps ? `of ${screen.planned_reps}` : "done"}</span></p>
      ${reading.judged && html`<p class=${`count-good ${reading.good ? "some" : ""}`}>${reading.good} good</p>`}
      <p class="phase">${screen.kind === "paused" ? "Paused" : clock || reading.phase_text}</p>
      ${legAndSet(screen).map((line) => html`<p class="leg">${line}</p>`)}
    </div>
  </div>`;
}

/** @param {{ screen: ScreenMessage }} props */
export function Checks({ screen }) {
  const first = screen.checks.find((check) => check.passed === false);
  return html`<ul class="checks" aria-label="The camera">
    ${screen.checks.map((check) => {
      const state = check.passed === null ? "unknown" : check.passed ? "passed" : "failed";
      const shape = { unknown: "ring", passed: "tick", failed: check === first ? "arrow" : "cross" }[state];
      return html`<li class=${`${state} ${check === first ? "first" : ""}`} aria-label=${checkWords(check)}>
        <${Mark} shape=${shape} /><span aria-hidden="true">${check.title}</span>
      </li>`;
    })}
  </ul>`;
}

/** @param {{ screen: ScreenMessage, children?: any }} props */
export function PlanPanel({ screen, children }) {
  const rows = [...legAndSet(screen), planned(screen)].filter(Boolean);
  return html`<div class="plan-panel">
    <p class="plan-title">${screen.title}</p>
    ${rows.map((line) => html`<p class="plan-row">${line}</p>`)}
    ${children}
    ${screen.lines.length === 1 && html`<p class="plan-lines single">${screen.lines[0]}</p>`}
    ${screen.lines.length > 1 && html`<ol class="plan-lines">
      ${screen.lines.map((line) => html`<li>${line}</li>`)}
    </ol>`}
  </div>`;
}

/** What stands beside the picture. */
/** @param {{ screen: ScreenMessage }} props */
export function Panel({ screen }) {
  if (screen.reading && (screen.kind === "moving" || screen.kind === "paused")) {
    return html`<${CountPanel} screen=${screen} />`;
  }
  const drawing = `/api/exercises/${encodeURIComponent(screen.exercise)}/drawing.svg`;
  if (screen.kind === "placing" && screen.checks.length) {
    return html`<div class="placing-panel"><${Checks} screen=${screen} />
      <img class="drawing" src=${drawing} alt=${`How to start: ${screen.title}`} /></div>`;
  }
  return html`<${PlanPanel} screen=${screen}>
    ${screen.kind !== "resting" && !screen.lines.length && html`<img class="drawing" src=${drawing} alt="" />`}
  <//>`;
}

/** The seconds of a countdown or a rest, in a ring that runs down. */
/** @param {{ screen: ScreenMessage }} props */
export function Clock({ screen }) {
  const seconds = clockSeconds(screen.remaining_s);
  if (!seconds) return null;
  const share = screen.remaining_s !== null && screen.total_s ? screen.remaining_s / screen.total_s : 0;
  const around = 2 * Math.PI * 45;
  return html`<svg class="clock" viewBox="0 0 120 120" role="timer" aria-label=${`${seconds} seconds`}>
    <circle class="clock-ground" cx="60" cy="60" r="54" />
    <circle class="clock-track" cx="60" cy="60" r="45" />
    <circle class="clock-rest" cx="60" cy="60" r="45" transform="rotate(-90 60 60)"
      stroke-dasharray=${`${around * Math.min(1, Math.max(0, share))} ${around}`} />
    <text class="clock-number" x="60" y=${screen.kind === "resting" ? 70 : 77}>${seconds}</text>
    ${screen.kind === "resting" && html`<text class="clock-word" x="60" y="88">seconds</text>`}
  </svg>`;
}

/** @param {{ screen: ScreenMessage }} props */
export function Band({ screen }) {
  const { heading, detail, tone } = band(screen);
  return html`<div class=${`band ${tone}`}>
    ${MARKS[tone] && html`<${Mark} shape=${MARKS[tone]} className="band-mark" />`}
    <div>
      <p class=${`band-heading ${sizeOf(heading)}`}>${heading}</p>
      ${detail && html`<p class="band-detail">${detail}</p>`}
    </div>
  </div>`;
}

/** @param {{ screen: ScreenMessage, onNumber: (number: number) => void }} props */
export function PainStage({ screen, onNumber }) {
  const number = screen.pain?.number ?? null;
  const raised = Math.round((screen.pain?.chosen_fraction ?? 0) * 100);
  return html`<div class="pain-stage">
    <p class=${`pain-heading ${sizeOf(screen.heading)}`}>${screen.heading}</p>
    <div class="pain-boxes" role="group" aria-label="How strong is the pain, from 0 to 10?">
      ${Array.from({ length: 11 }, (_, each) => html`<button type="button"
        class=${`pain-${each} ${each === number ? "lit" : ""} ${screen.pain?.chosen && each === number ? "chosen" : ""}`}
        aria-pressed=${each === number} onClick=${() => onNumber(each)}>${each}</button>`)}
    </div>
    <p class="pain-words" aria-hidden="true"><span>no pain</span><span>worst pain</span></p>
    <progress class=${raised ? "" : "idle"} max="100" value=${raised} aria-label="How long your arm has been up"></progress>
    ${screen.detail && html`<p class="pain-detail">${screen.detail}</p>`}
  </div>`;
}

/** A card that leaves no room for the picture: a stop, or the results. */
/** @param {{ screen: ScreenMessage }} props */
export function FullCard({ screen }) {
  return html`<div class=${`full-card ${screen.alarm ? "stop" : ""}`}>
    <p class="full-heading"><${Mark} shape=${screen.alarm ? "stop" : "tick"} /> ${screen.heading}</p>
    ${screen.lines.map((line) => html`<p class="full-line">${line}</p>`)}
    ${screen.detail && html`<p class="full-detail">${screen.detail}</p>`}
  </div>`;
}
