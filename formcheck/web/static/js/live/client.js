/**
 * A live session as the page sees it: camera, connection and sound, and what the server says is shown.
 * The session itself is the server's; the page may be loaded again in the middle of it.
 */

import { preferences } from "../preferences.js";
import { CameraError, closeCamera, keepPlaying, openCamera, watchCamera } from "./camera.js";
import { Connection, socketAddress } from "./connection.js";
import { HEAD_BYTES, Pace, PictureSource } from "./pictures.js";
import { Speaker, chosenVoice, voicesOf } from "./speech.js";
import { Tones } from "./tones.js";
import { WakeLock } from "./wake_lock.js";
import { dropWish } from "./wish.js";

/** @typedef {import("../types.js").ServerMessage} ServerMessage */
/** @typedef {import("../types.js").ScreenMessage} ScreenMessage */
/** @typedef {import("../types.js").ClientMessage} ClientMessage */
/** @typedef {import("../types.js").PlanWanted} PlanWanted */

/**
 * What the page shows.
 *
 * @typedef {object} LiveState
 * @property {"camera" | "connecting" | "waiting" | "running" | "over" | "failed"} phase
 * @property {string} problem one sentence; empty = none
 * @property {boolean} again whether "Try again" may help
 * @property {boolean} restart whether to offer a new session
 * @property {string} note a sentence that does not stop anything
 * @property {number | null} cutFor seconds since the connection was cut; null = it is there
 * @property {ScreenMessage | null} screen
 * @property {import("../types.js").GettingReadyMessage | null} ready
 * @property {import("../types.js").SetMessage[]} sets
 * @property {import("../types.js").OverMessage | null} over
 * @property {boolean} muted
 * @property {import("../types.js").PhoneMessage["state"] | null} phone
 */

/** @typedef {{ plan?: PlanWanted, today?: boolean, camera: "page" | "phone" }} Wish */

/** @type {LiveState} */
export const FRESH = {
  phase: "camera", problem: "", again: false, restart: false, note: "", cutFor: null, screen: null, ready: null,
  sets: [], over: null, muted: false, phone: null,
};

const GONE =
  "That session is over, because formcheck was closed or waited too long. What you finished is saved.";

const SESSION_KEY = "formcheck.session";

/** The session that this tab had, so that a reload goes on with it. */
export const keptSession = {
  /** @returns {string | null} */
  get() {
    try {
      return sessionStorage.getItem(SESSION_KEY);
    } catch {
      return null;
    }
  },
  /** @param {string | null} session */
  set(session) {
    try {
      if (session) sessionStorage.setItem(SESSION_KEY, session);
      else sessionStorage.removeItem(SESSION_KEY);
    } catch {
      // Without memory a reload begins anew.
    }
  },
};

export class LiveClient {
  /**
   * @param {Wish} wish what to start; a session that this tab had goes on instead
   * @param {{ video: HTMLVideoElement, film: HTMLCanvasElement, onState: (state: LiveState) => void, onScreen: (screen: ScreenMessage) => void }} parts
   */
  constructor(wish, { video, film, onState, onScreen }) {
    this._wish = wish;
    this._video = video;
    this._film = film;
    this._endPlaying = () => {};
    this._onState = onState;
    this._onScreen = onScreen;
    this.state = FRESH;
    this._pace = new Pace();
    this._tones = new Tones();
    this._lock = new WakeLock();
    /** @type {Speaker | null} */
    this._speaker = null;
    /** @type {MediaStream | null} */
    this._stream = null;
    /** @type {PictureSource | null} */
    this._pictures = null;
    /** @type {Connection | null} */
    this._connection = null;
    this._started = false;
    this._welcomed = false;
    /** Whether this connection has asked for a session: news of the phone must not ask again. */
    this._asked = false;
    this._closed = false;
    /** Whether the server was told that there is a voice. */
    this._toldVoice = false;
    this._onTouch = () => {
      this._tones.wake();
      setTimeout(() => this._findVoice());
    };
    /** @type {[number, number] | null} size of the phone's pictures */
    this._phoneSize = null;
  }

  /** Width and height of the camera's pictures. */
  get size() {
    if (this._phoneSize) return this._phoneSize;
    return /** @type {[number, number]} */ ([this._video.videoWidth || 640, this._video.videoHeight || 480]);
  }

  /** Open camera, voice and connection. */
  async open() {
    this._change({ phase: "camera", problem: "", again: false });
    this._tones.wake();
    this._lock.hold();
    this._endPlaying();
    this._endPlaying = keepPlaying(this._video);
    for (const kind of ["click", "keydown"]) document.addEventListener(kind, this._onTouch);
    const [speaker] = await Promise.all([this._openVoice(), this._openCamera()]);
    if (this._closed || this.state.phase === "failed") return;
    this._speaker = speaker;
    this._change({ phase: "connecting", note: speaker ? "" : this._soundNote() });
    this._connect();
  }

  /** A browser is silent until the page was touched, also after it was loaded again. */
  get _maySpeak() {
    return this._speaker !== null && (navigator.userActivation?.hasBeenActive ?? true);
  }

  /** Speak from now on, if the page was silent only because nobody had touched it. */
  _findVoice() {
    if (this._toldVoice || !this._maySpeak || this.state.phase === "over") return;
    this._connection?.renew();
  }

  /** Try again after a failure: the camera only, if the session is there already. */
  async again() {
    closeCamera(this._stream);
    this._stream = null;
    if (!this._connection) {
      await this.open();
      return;
    }
    this._change({ problem: "", again: false });
    await this._openCamera();
    if (this._stream) this._sendCamera();
  }

  /** @param {import("../types.js").CommandName} name */
  command(name) {
    this._tones.wake();
    this._send({ type: "command", name });
    if (name === "mute") this._speaker?.silence();
  }

  /** @param {number} number */
  digit(number) {
    this._send({ type: "digit", value: String(number) });
  }

  /** Leave everything as it is for a page that comes back, and free camera and screen. */
  close() {
    this._closed = true;
    this._endPlaying();
    for (const kind of ["click", "keydown"]) document.removeEventListener(kind, this._onTouch);
    this._pictures?.stop();
    this._speaker?.silence();
    this._connection?.close();
    closeCamera(this._stream);
    this._video.srcObject = null;
    this._tones.close();
    this._lock.release();
  }

  /** @param {Partial<LiveState>} changed */
  _change(changed) {
    this.state = { ...this.state, ...changed };
    if (!this._closed) this._onState(this.state);
  }

  /** @param {ClientMessage} message */
  _send(message) {
    this._connection?.send(message);
  }

  async _openVoice() {
    const synth = globalThis.speechSynthesis;
    const { voice: wanted, rate } = preferences();
    const voice = chosenVoice(await voicesOf(synth), wanted);
    if (!synth || !voice) return null;
    const make = (/** @type {string} */ words) => {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = rate;
      return utterance;
    };
    return new Speaker({ synth, make, onSaid: (id, heard) => this._send({ type: "said", id, heard }) });
  }

  _soundNote() {
    if (Tones.possible) return "This browser has no English voice of its own: you hear tones instead.";
    return "This browser makes no sound: look at the screen.";
  }

  async _openCamera() {
    if (this._wish.camera === "phone") return;
    try {
      this._stream = await openCamera({ camera: preferences().camera });
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      this._send({ type: "camera", state: error.state });
      this._change({
        ...(this._connection ? {} : { phase: "failed" }), problem: error.message, again: true,
      });
      return;
    }
    if (this._closed) {
      closeCamera(this._stream);
      return;
    }
    watchCamera(this._stream, () => this._cameraLost());
    this._video.srcObject = this._stream;
    await this._video.play().catch(() => {}); // a browser that saves power plays it later
    this._pictures?.stop();
    this._pictures = new PictureSource(this._video, this._pace, {
      mayTake: () => this._started && this._connection?.isOpen === true && this._connection.waiting < 2e6,
      send: (bytes) => this._connection?.sendBytes(bytes),
    });
  }

  _cameraLost() {
    this._send({ type: "camera", state: "lost" });
    this._change({ problem: new CameraError("lost").message, again: true });
  }

  _sendCamera() {
    if (this._stream) this._send({ type: "camera", state: "ready", size: this.size });
  }

  _connect() {
    this._connection = new Connection(socketAddress(window.location, "/ws/live"), {
      onOpen: () => {
        this._pace.reset();
        this._welcomed = false;
        this._asked = false;
        this._change({ cutFor: null });
        this._toldVoice = this._maySpeak;
        this._send({ type: "hello", session: keptSession.get(), voice: this._toldVoice });
      },
      onMessage: (message) => this._read(message),
      onBytes: (bytes) => void this._showPhone(bytes),
      onCut: (cutFor) => {
        this._speaker?.silence();
        if (this.state.phase !== "over" && this.state.phase !== "failed") this._change({ cutFor });
      },
      onGone: () => {
        this._change({
          phase: "failed", again: false,
          problem: "formcheck has not answered for a minute. What you finished is saved. Start formcheck again: it opens a new page.",
        });
      },
    });
  }

  /** @param {ServerMessage} message */
  _read(message) {
    switch (message.type) {
      case "welcome":
        this._welcome(message);
        break;
      case "getting_ready":
        this._started = true;
        this._change({ ready: message, phase: "waiting" });
        break;
      case "screen":
        this._started = true;
        this._pace.answered(message.picture);
        this._onScreen(message);
        this._change({ screen: message, phase: "running", muted: message.muted });
        break;
      case "say":
        if (this._speaker) this._speaker.say(message);
        else this._send({ type: "said", id: message.id, heard: false });
        break;
      case "stop_saying":
        this._speaker?.stop(message.id);
        break;
      case "tone":
        this._tones.play(message);
        break;
      case "set":
        this._change({ sets: [...this.state.sets, message] });
        break;
      case "over":
        dropWish(); // a page that is loaded again shall not begin once more
        this._end({ over: message, phase: "over" });
        break;
      case "problem":
        if (message.can_go_on && this._started) this._change({ note: message.sentence });
        else this._end({ phase: "failed", problem: message.sentence, again: false, restart: message.can_go_on });
        break;
      case "phone":
        this._change({ phone: message.state });
        this._begin();
        break;
    }
  }

  /** @param {import("../types.js").WelcomeMessage} message */
  _welcome(message) {
    const before = keptSession.get();
    this._welcomed = true;
    keptSession.set(message.session || null);
    this._change({ muted: message.muted });
    if (message.session) {
      this._started = true; // it began, or it goes on
      this._sendCamera();
      if (!message.resumed && !message.muted && !preferences().sound) this.command("mute");
    } else if (before) {
      this._end({ phase: "failed", problem: GONE, again: false, restart: true });
    } else {
      this._begin();
    }
  }

  /** Ask for the session, as soon as there is somebody who films. */
  _begin() {
    if (!this._welcomed || this._started || this._asked) return;
    if (this._wish.camera === "phone" && !["paired", "filming"].includes(this.state.phone ?? "")) return;
    this._asked = true;
    this._change({ phase: "waiting" });
    this._send({ type: "start", ...this._wish });
    this._sendCamera();
  }

  /**
   * Show a picture of the phone.
   *
   * @param {ArrayBuffer} bytes
   */
  async _showPhone(bytes) {
    const jpeg = new Blob([bytes.slice(HEAD_BYTES)], { type: "image/jpeg" });
    const picture = await createImageBitmap(jpeg).catch(() => null);
    if (!picture || this._closed) return;
    this._phoneSize = [picture.width, picture.height];
    this._film.width = picture.width;
    this._film.height = picture.height;
    this._film.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
  }

  /**
   * The server has ended it: nothing is filmed any more, and nothing is to go on with.
   *
   * @param {Partial<LiveState>} changed
   */
  _end(changed) {
    keptSession.set(null);
    this._started = false;
    this._pictures?.stop();
    closeCamera(this._stream);
    this._video.srcObject = null;
    this._lock.release();
    this._connection?.close();
    this._change(changed);
  }
}
