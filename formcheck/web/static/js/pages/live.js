/** The live page: the camera's picture, what the session shows, and large buttons. */

import { drawBody } from "../live/body.js";
import { FRESH, LiveClient, keptSession } from "../live/client.js";
import { Presses, meaning } from "../live/keys.js";
import { Band, Clock, FullCard, Mark, PainStage, Panel } from "../live/stage.js";
import { keptWish } from "../live/wish.js";
import { announced, firstButton } from "../live/words.js";
import { html, useEffect, useRef, useState } from "../preact.js";
import { goTo, hashOf } from "../router.js";
import { LiveOver } from "./live_over.js";
import { PhoneHelp } from "./phone_help.js";

/** @typedef {import("../live/client.js").LiveState} LiveState */
/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */

/** Latencies of which the median is told, milliseconds. */
const MEASURED = 60;

/** @param {HTMLElement} element */
function toggleFullScreen(element) {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void element.requestFullscreen?.().catch(() => {});
}

/**
 * Note how old the picture is that the body was found in; a test reads it.
 *
 * @param {HTMLElement} stage
 * @param {number[]} ages
 * @param {ScreenMessage} screen
 */
function noteAge(stage, ages, screen) {
  if (screen.captured_ms === null) return;
  ages.push(performance.now() - screen.captured_ms);
  if (ages.length < MEASURED) return;
  const inOrder = ages.splice(0).sort((a, b) => a - b);
  stage.dataset.ageMs = String(Math.round(inOrder[MEASURED / 2]));
}

/** The live page; a new session begins it anew. */
export function Live() {
  const [round, setRound] = useState(0);
  return html`<${LiveRound} key=${round} onRestart=${() => setRound(round + 1)} />`;
}

/** @param {{ onRestart: () => void }} props */
function LiveRound({ onRestart }) {
  const [state, setState] = useState(/** @type {LiveState} */ (FRESH));
  const stage = useRef(/** @type {HTMLElement | null} */ (null));
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const body = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const film = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const client = useRef(/** @type {LiveClient | null} */ (null));

  useEffect(() => {
    const wish = keptWish();
    if (!wish && !keptSession.get()) {
      goTo("today");
      return () => {};
    }
    document.title = "Exercising – formcheck";
    document.documentElement.dataset.live = "yes";
    /** @type {number[]} */
    const ages = [];
    const now = new LiveClient(wish ?? { today: true, camera: "page" }, {
      video: /** @type {HTMLVideoElement} */ (video.current),
      film: /** @type {HTMLCanvasElement} */ (film.current),
      onState: setState,
      onScreen: (screen) => {
        if (!body.current || !stage.current) return;
        drawBody(body.current, screen, now.size);
        noteAge(stage.current, ages, screen);
      },
    });
    client.current = now;
    void now.open();
    return () => {
      delete document.documentElement.dataset.live;
      if (document.fullscreenElement) void document.exitFullscreen();
      now.close();
    };
  }, []);

  useEffect(() => followKeys(client, stage), []);

  const { screen } = state;
  const kind = state.phase === "running" && screen ? screen.kind : state.phase === "over" ? "finished" : state.phase;
  const finished = kind === "finished";
  const fills = screen !== null && (kind === "over" || (kind === "paused" && screen.alarm));
  return html`<main id="main" class=${`live ${kind}`} data-phase=${state.phase} ref=${stage}>
    <h1 class="unseen">Exercising${screen ? `: ${screen.title}` : ""}</h1>
    <div class="live-main">
      <div class="picture">
        <div class="mirror">
          <video ref=${video} playsinline muted aria-label="You, as in a mirror"></video>
          <canvas ref=${film} class="film" aria-hidden="true"></canvas>
          <canvas ref=${body} aria-hidden="true"></canvas>
        </div>
        ${screen && (kind === "countdown" || kind === "resting") && html`<${Clock} screen=${screen} />`}
      </div>
      ${screen && kind !== "pain" && !fills && !finished && html`<div class="panel" role="group" aria-label="Your set" tabindex="0"><${Panel} screen=${screen} /></div>`}
      ${screen && kind === "pain" && html`<${PainStage} screen=${screen}
        onNumber=${(/** @type {number} */ number) => client.current?.digit(number)} />`}
      ${screen && fills && html`<${FullCard} screen=${screen} />`}
    </div>
    ${screen && kind !== "pain" && !fills && !finished && html`<${Band} screen=${screen} />`}
    <${Curtain} state=${state} waitsForPhone=${keptWish()?.camera === "phone"}
      onAgain=${() => void client.current?.again()} onRestart=${onRestart} />
    <${SoundHint} state=${state} />
    ${state.phase === "over" && state.over
      ? html`<${LiveOver} over=${state.over} sets=${state.sets} />`
      : html`<${Toolbar} state=${state} client=${client} stage=${stage} several=${keptWish()?.today === true} />`}
    <${Announcements} screen=${screen} />
  </main>`;
}

/**
 * Follow the keys until the page is left.
 *
 * @param {{ current: LiveClient | null }} client
 * @param {{ current: HTMLElement | null }} stage
 */
function followKeys(client, stage) {
  const presses = new Presses();
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const { command, digit } = meaning(event, document.activeElement);
    if (digit !== undefined) client.current?.digit(Number(digit));
    if (command === undefined || !presses.isNew(command, performance.now())) return;
    event.preventDefault();
    if (command === "full_screen") stage.current && toggleFullScreen(stage.current);
    else client.current?.command(/** @type {any} */ (command));
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** What covers the picture while there is nothing to show yet, or something is wrong. */
/** @param {{ state: LiveState, waitsForPhone: boolean, onAgain: () => void, onRestart: () => void }} props */
function Curtain({ state, waitsForPhone, onAgain, onRestart }) {
  if (state.problem) {
    return html`<div class="curtain problem" role="alert">
      <p class="curtain-heading"><${Mark} shape="cross" /> ${state.problem}</p>
      <div class="row">
        ${state.again && html`<button type="button" class="primary" onClick=${onAgain}>Try again</button>`}
        ${state.restart && html`<button type="button" class="primary" onClick=${onRestart}>Start again</button>`}
        <a class="button" href=${hashOf("recording")}>Check a recording instead</a>
        <a class="button" href=${hashOf("today")}>Back to Today</a>
      </div>
    </div>`;
  }
  if (state.cutFor !== null) {
    return html`<div class="curtain" role="alert">
      <p class="curtain-heading">The connection to formcheck was cut. It comes back by itself.</p>
      <p>What you finished is saved${state.cutFor > 3 ? `; waiting for ${state.cutFor} seconds` : ""}.</p>
    </div>`;
  }
  if (state.screen || state.phase === "over") return null;
  if (waitsForPhone && state.phone !== null && !state.ready) return html`<${PhoneHelp} state=${state.phone} />`;
  const words = {
    camera: "Allow the camera: the browser asks at the top of the window.",
    connecting: "One moment: formcheck gets ready.",
    waiting: "One moment: formcheck gets ready.",
  };
  return html`<div class="curtain" role="status">
    <p class="curtain-heading">${state.ready?.title ?? words[/** @type {"camera"} */ (state.phase)] ?? ""}</p>
    ${state.ready && html`<ol class="curtain-steps">${state.ready.steps.map((step) => html`<li>${step}</li>`)}</ol>`}
  </div>`;
}

/** After a reload browsers are silent until the page was touched. */
/** @param {{ state: LiveState }} props */
function SoundHint({ state }) {
  const [touched, setTouched] = useState(navigator.userActivation?.hasBeenActive ?? true);
  useEffect(() => {
    const touch = () => setTouched(true);
    document.addEventListener("pointerdown", touch, { once: true });
    document.addEventListener("keydown", touch, { once: true });
    return () => (document.removeEventListener("pointerdown", touch), document.removeEventListener("keydown", touch));
  }, []);
  if (state.phase === "over" || state.phase === "failed") return null;
  if (!touched) return html`<p class="hint" role="status">Touch the screen or press a key once: the browser is silent until then.</p>`;
  if (state.note && state.screen?.kind === "placing") return html`<p class="hint" role="status">${state.note}</p>`;
  return null;
}

/**
 * @param {{ state: LiveState, client: { current: LiveClient | null }, stage: { current: HTMLElement | null }, several: boolean }} props
 */
function Toolbar({ state, client, stage, several }) {
  const { screen } = state;
  /** @type {(words: string, key: string, act: () => void, more?: object) => any} */
  const button = (words, key, act, more = {}) => html`<button type="button" aria-keyshortcuts=${key}
    title=${`Key: ${key === " " ? "space bar" : key}`}
    onClick=${(/** @type {MouseEvent} */ event) => {
      act();
      // After a click with the mouse the space bar pauses again; after a key the focus stays.
      if (event.detail > 0 && event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
    }} ...${more}>${words}</button>`;
  /** @param {import("../types.js").CommandName} name */
  const command = (name) => () => client.current?.command(name);
  if (state.phase === "failed") return null;
  const over = screen?.kind === "over"; // nothing is left to repeat or to finish
  return html`<div class="toolbar" role="group" aria-label="Session">
    ${screen && html`
      ${button(firstButton(screen.kind), " ", command("pause"), { class: "primary" })}
      ${!over && screen.sides === "one" && button("Next side", "n", command("next_side"))}
      ${!over && button("Repeat", "r", command("redo"))}
      ${!over && several && button("Skip this exercise", "s", command("skip"))}
      ${!over && button("Pain", "p", command("pain"), { class: "pain" })}
      ${button(state.muted ? "Sound is off" : "Sound is on", "m", command("mute"), { "aria-pressed": !state.muted })}
      ${document.fullscreenEnabled && button("Full screen", "f", () => stage.current && toggleFullScreen(stage.current), { class: "wide-only" })}
      ${!over && button("Finish", "q", command("finish"), { class: "finish" })}`}
    ${!screen && html`<a class="button" href=${hashOf("today")}>Back to Today</a>`}
  </div>`;
}

/** What a screen reader says: corrections in their turn, limits at once. */
/** @param {{ screen: ScreenMessage | null }} props */
function Announcements({ screen }) {
  const { polite, urgent } = screen ? announced(screen) : { polite: "", urgent: "" };
  return html`<div class="unseen">
    <p aria-live="polite">${polite}</p>
    <p aria-live="assertive">${urgent}</p>
  </div>`;
}
