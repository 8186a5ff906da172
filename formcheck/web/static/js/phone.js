/** The page of a phone that films: it shows its picture, sends it, and helps to put the phone down. */

import { CameraError, closeCamera, keepPlaying, openCamera, watchCamera } from "./live/camera.js";
import { Connection, socketAddress } from "./live/connection.js";
import { Pace, PictureSource } from "./live/pictures.js";
import { PostedConnection } from "./live/posted.js";
import { WakeLock } from "./live/wake_lock.js";
import { html, render, useEffect, useRef, useState } from "./preact.js";
import { dress, preferences } from "./preferences.js";

/** @typedef {import("./types.js").PhoneServerMessage} PhoneServerMessage */

/**
 * @typedef {object} PhoneState
 * @property {"connecting" | "connected" | "cut" | "unknown" | "sent_away"} link
 * @property {boolean} wanted whether pictures are sent now
 * @property {string} words what the computer says
 * @property {string} problem
 */

/** @type {PhoneState} */
const FRESH = { link: "connecting", wanted: false, words: "", problem: "" };

/** Films and sends, until it is closed. */
class Filming {
  /**
   * @param {HTMLVideoElement} video
   * @param {(changed: Partial<PhoneState>) => void} onChange
   */
  constructor(video, onChange) {
    this._video = video;
    this._onChange = onChange;
    this._pace = new Pace();
    this._lock = new WakeLock();
    /** @type {MediaStream | null} */
    this._stream = null;
    /** @type {PictureSource | null} */
    this._pictures = null;
    this._wanted = false;
    this._everOpen = false;
    this._endPlaying = keepPlaying(video);
    /** @type {Connection | PostedConnection} */
    this._connection = new Connection(socketAddress(window.location, "/ws/camera"), {
      onOpen: () => this._opened(),
      onMessage: (message) => this._read(message),
      onCut: () => (this._everOpen ? this._onChange({ link: "cut" }) : this._post()),
      onGone: () => {},
    });
  }

  /** @param {"user" | "environment"} facing */
  async film(facing) {
    closeCamera(this._stream);
    this._pictures?.stop();
    this._lock.hold();
    try {
      this._stream = await openCamera({ facing });
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      this._tell(error.state);
      this._onChange({ problem: error.message });
      return;
    }
    watchCamera(this._stream, () => {
      this._tell("lost");
      this._onChange({ problem: new CameraError("lost").message });
    });
    this._onChange({ problem: "" });
    this._video.srcObject = this._stream;
    await this._video.play().catch(() => {});
    this._tell("ready");
    this._pictures = new PictureSource(this._video, this._pace, {
      mayTake: () => this._wanted && this._connection.isOpen && this._connection.waiting < 1e6,
      send: (bytes) => this._connection.sendBytes(bytes),
    });
  }

  close() {
    this._pictures?.stop();
    closeCamera(this._stream);
    this._connection.close();
    this._endPlaying();
    this._lock.release();
  }

  /** @param {import("./types.js").CameraState} state */
  _tell(state) {
    if (state === "ready" && !this._stream) return;
    this._connection.send({ type: "camera", state });
  }

  _opened() {
    this._everOpen = true;
    this._pace.reset();
    this._onChange({ link: "connected" });
    this._tell("ready");
  }

  /** Send the pictures one by one: this phone is not paired, or its browser opens no socket. */
  _post() {
    this._connection.close();
    this._connection = new PostedConnection("/phone/camera", {
      onOpen: () => this._opened(),
      onMessage: (message) => this._read(message),
      onCut: () => this._onChange({ link: "cut" }),
      onUnknown: () => this._onChange({ link: "unknown" }),
    });
  }

  /** @param {PhoneServerMessage} message */
  _read(message) {
    if (message.type === "film") {
      this._wanted = message.wanted;
      this._onChange({ wanted: message.wanted, words: message.words });
    } else if (message.type === "taken") {
      this._pace.answered(message.picture);
    } else if (message.type === "problem") {
      if (message.can_go_on) return;
      this.close();
      this._onChange({ link: "sent_away", problem: message.sentence });
    }
  }
}

function Phone() {
  const [state, setState] = useState(FRESH);
  const [facing, setFacing] = useState(/** @type {"user" | "environment" | null} */ (null));
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const filming = useRef(/** @type {Filming | null} */ (null));
  useEffect(() => {
    const now = new Filming(/** @type {HTMLVideoElement} */ (video.current), (changed) => setState((old) => ({ ...old, ...changed })));
    filming.current = now;
    return () => now.close();
  }, []);
  const film = (/** @type {"user" | "environment"} */ which) => {
    setFacing(which);
    void filming.current?.film(which);
  };
  return html`<main id="main" class="phone">
    <h1>Your phone films</h1>
    <${Link} state=${state} filming=${facing !== null} />
    <div class=${`phone-picture ${facing === "user" ? "mirrored" : ""}`} hidden=${facing === null}>
      <video ref=${video} playsinline muted aria-label="What the phone sees"></video>
    </div>
    ${state.link !== "unknown" && state.link !== "sent_away" && html`
      <div class="row" role="group" aria-label="Camera of the phone">
        <button type="button" class=${facing === null ? "primary start" : ""} aria-pressed=${facing === "environment"} onClick=${() => film("environment")}>
          ${facing === null ? "Film" : "Camera at the back"}</button>
        ${facing !== null && html`<button type="button" aria-pressed=${facing === "user"} onClick=${() => film("user")}>Camera at the front</button>`}
      </div>
      <section class="card" aria-labelledby="lean"><h2 id="lean">Where the phone stands</h2>
        <ol class="steps">
          <li>Turn it on its side, and lean it against the wall, a book or a full bottle.</li>
          <li>It must see you from head to feet: two to three metres away.</li>
          <li>For exercises on the floor it stands on the floor, for those on your feet on a chair.</li>
          <li>Leave this page open. Plug the charger in, if you have one near.</li>
        </ol></section>`}
    ${state.link === "unknown" && html`<${Code} />`}
  </main>`;
}

/** @param {{ state: PhoneState, filming: boolean }} props */
function Link({ state, filming }) {
  if (state.problem) {
    return html`<div class="notice warning" role="alert"><span class="mark" aria-hidden="true">!</span><div><p>${state.problem}</p></div></div>`;
  }
  const [kind, mark, words] = {
    connecting: ["info", "…", "One moment: the phone connects to your computer."],
    connected: filming
      ? [state.wanted ? "good" : "info", state.wanted ? "●" : "✓", state.words || "Connected to your computer."]
      : ["info", "✓", "Connected to your computer. Press “Film”."],
    cut: ["warning", "!", "The connection to your computer was cut. It comes back by itself: stay in the same network."],
    unknown: ["warning", "!", "Your computer does not know this phone yet."],
    sent_away: ["warning", "!", "Another phone films now."],
  }[state.link];
  return html`<div class=${`notice ${kind}`} role="status"><span class="mark" aria-hidden="true">${mark}</span><div><p class="lead">${words}</p></div></div>
    ${!WakeLock.possible && html`<p>This browser cannot keep the screen on: set the phone so that its screen stays on for ten minutes.</p>`}`;
}

function Code() {
  return html`<form class="card" method="get" action="/phone">
    <label class="field"><span>The code that your computer shows</span>
      <input type="text" name="code" required maxlength="12" autocomplete="off" autocapitalize="characters" spellcheck="false" /></label>
    <button type="submit" class="primary">Connect</button>
  </form>`;
}

dress(preferences());
const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(html`<${Phone} />`, root);
}
