/** The parts that pages are made of. */

import { html, useEffect, useRef, useState } from "./preact.js";

/** @typedef {any} Children */

/**
 * A notice: its mark and its first words say what its colour says.
 *
 * @param {{ kind?: "info" | "good" | "warning" | "stop", title?: string, children?: Children, live?: boolean }} props
 */
export function Notice({ kind = "info", title = "", children, live = false }) {
  const mark = { info: "i", good: "✓", warning: "!", stop: "✕" }[kind];
  const role = !live ? undefined : kind === "stop" || kind === "warning" ? "alert" : "status";
  return html`<div class=${`notice ${kind}`} role=${role}>
    <span class="mark" aria-hidden="true">${mark}</span>
    <div>
      ${title && html`<p class="notice-title">${title}</p>`}
      ${children}
    </div>
  </div>`;
}

/** @param {{ children?: Children, id?: string, title: string, className?: string }} props */
export function Card({ children, id, title, className = "" }) {
  const label = id ?? `card-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  return html`<section class=${`card ${className}`} aria-labelledby=${label}>
    <h2 id=${label}>${title}</h2>
    ${children}
  </section>`;
}

/** The heading of a page; it takes the focus, so that a reader begins there. */
/** @param {{ children?: Children, note?: string }} props */
export function Title({ children, note = "" }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    document.title = `${heading.current?.textContent ?? ""} – formcheck`;
    if (document.documentElement.dataset.moved) heading.current?.focus();
  }, []);
  return html`<header class="title">
    <h1 tabindex="-1" ref=${heading}>${children}</h1>
    ${note && html`<p class="lead">${note}</p>`}
  </header>`;
}

/**
 * Return what a request answers: `value` once it is there, `problem` if it failed.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {unknown[]} inputs the request is repeated when one of them changes
 * @returns {{ value: T | null, problem: string, again: () => void, set: (value: T) => void }}
 */
export function useAnswer(ask, inputs) {
  const [state, setState] = useState(
    /** @type {{ value: T | null, problem: string }} */ ({ value: null, problem: "" }),
  );
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    ask(stop.signal).then(
      (value) => setState({ value, problem: "" }),
      (error) => stop.signal.aborted || setState((old) => ({ ...old, problem: error.message })),
    );
    return () => stop.abort();
  }, [...inputs, round]);
  return {
    ...state,
    again: () => setRound((old) => old + 1),
    set: (value) => setState({ value, problem: "" }),
  };
}

/** @param {{ problem: string, again?: () => void }} props */
export function Waiting({ problem, again }) {
  if (!problem) return html`<p class="waiting" role="status">One moment …</p>`;
  return html`<${Notice} kind="warning" live>
    <p>${problem}</p>
    ${again && html`<button type="button" onClick=${again}>Try again</button>`}
  <//>`;
}

/**
 * A choice of a few, as large buttons; the arrow keys move within it.
 *
 * @param {{ legend: string, name: string, value: string, options: [string, string][], onChange: (value: string) => void, hidden?: boolean }} props
 */
export function Choice({ legend, name, value, options, onChange, hidden = false }) {
  return html`<fieldset class="choice">
    <legend class=${hidden ? "unseen" : ""}>${legend}</legend>
    <div class="options">
      ${options.map(
        ([key, words]) => html`<label class="option">
          <input type="radio" name=${name} value=${key} checked=${key === value}
            onChange=${() => onChange(key)} />
          <span>${words}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/**
 * A number with a large button on either side.
 *
 * @param {{ label: string, value: number, least: number, most: number, step?: number, unit?: string, words?: string, onChange: (value: number) => void }} props
 */
export function Stepper({ label, value, least, most, step = 1, unit = "", words = "", onChange }) {
  const to = (/** @type {number} */ wanted) => onChange(Math.min(most, Math.max(least, wanted)));
  return html`<div class="stepper" role="group" aria-label=${label}>
    <span class="stepper-label" aria-hidden="true">${label}</span>
    <button type="button" aria-label=${`${label}: less`} disabled=${value <= least}
      onClick=${() => to(value - step)}>−</button>
    <output aria-live="polite">${words || `${value}${unit && ` ${unit}`}`}</output>
    <button type="button" aria-label=${`${label}: more`} disabled=${value >= most}
      onClick=${() => to(value + step)}>+</button>
  </div>`;
}

/**
 * The pain scale: eleven buttons, with words at both ends.
 *
 * @param {{ value: number | null, onChoose: (number: number) => void, label: string }} props
 */
export function PainScale({ value, onChoose, label }) {
  return html`<div class="pain-scale" role="group" aria-label=${label}>
    <div class="pain-numbers">
      ${Array.from({ length: 11 }, (_, number) => html`<button type="button"
        class=${`pain-${number}`} aria-pressed=${number === value} onClick=${() => onChoose(number)}
      >${number}</button>`)}
    </div>
    <p class="pain-ends" aria-hidden="true"><span>0 = no pain</span><span>10 = worst pain</span></p>
  </div>`;
}

/**
 * Ask before something that cannot be undone.
 *
 * @param {{ question: string, detail: string, yes: string, onYes: () => void, onNo: () => void }} props
 */
export function Confirm({ question, detail, yes, onYes, onNo }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  return html`<dialog ref=${dialog} onCancel=${onNo} aria-labelledby="confirm-question">
    <h2 id="confirm-question">${question}</h2>
    <p>${detail}</p>
    <div class="row">
      <button type="button" autofocus onClick=${onNo}>No, go back</button>
      <button type="button" class="danger" onClick=${onYes}>${yes}</button>
    </div>
  </dialog>`;
}
