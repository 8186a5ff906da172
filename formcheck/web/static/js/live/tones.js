/** Short tones, where the browser has no voice. */

/**
 * @typedef {object} ToneNote
 * @property {number} hertz 0 = a rest
 * @property {number} duration_s
 */

/**
 * Return when each note begins, its end and its pitch; rests are left out.
 *
 * @param {ToneNote[]} notes
 */
export function schedule(notes) {
  let at = 0;
  const sounding = [];
  for (const { hertz, duration_s } of notes) {
    if (hertz > 0) sounding.push({ hertz, from: at, to: at + duration_s });
    at += duration_s;
  }
  return sounding;
}

export class Tones {
  constructor() {
    /** @type {AudioContext | null} */
    this._context = null;
  }

  /** Return whether this browser can make tones. */
  static get possible() {
    return "AudioContext" in globalThis;
  }

  /** Wake the sound up: browsers allow it only after a click or a key. */
  wake() {
    if (!Tones.possible) return;
    this._context ??= new AudioContext();
    this._context.resume().catch(() => {}); // a telephone call keeps it silent; the next click wakes it
  }

  /** Return whether tones are heard now. */
  get sounds() {
    return this._context?.state === "running";
  }

  /** @param {{ notes: ToneNote[], loudness: number, swell_s: number }} tone */
  play({ notes, loudness, swell_s }) {
    this.wake();
    const context = this._context;
    if (!context) return;
    const start = context.currentTime + 0.01;
    for (const { hertz, from, to } of schedule(notes)) {
      const source = context.createOscillator();
      const gain = context.createGain();
      source.frequency.value = hertz;
      const swell = Math.min(swell_s, (to - from) / 2);
      gain.gain.setValueAtTime(0, start + from);
      gain.gain.linearRampToValueAtTime(loudness, start + from + swell);
      gain.gain.setValueAtTime(loudness, start + to - swell);
      gain.gain.linearRampToValueAtTime(0, start + to);
      source.connect(gain).connect(context.destination);
      source.start(start + from);
      source.stop(start + to);
    }
  }

  close() {
    this._context?.close().catch(() => {});
    this._context = null;
  }
}
