/**
 * The voice of the browser.  The server decides what is said and when, one utterance at a time; the
 * voice says it, and answers whether it was heard.  Only voices of this device speak: others would send
 * the words to somebody else's computer.
 */

/** A voice that has not begun by then does not speak, milliseconds (engineering default). */
export const BEGINS_WITHIN_MS = 3000;

/** Longest time for one word, and on top for the whole, milliseconds (engineering default). */
export const WORD_MS = 1200;
export const MARGIN_MS = 4000;

/**
 * Return the voices that may speak: English, and of this device.
 *
 * @param {SpeechSynthesisVoice[]} voices
 */
export function usable(voices) {
  return voices.filter((voice) => voice.localService && /^en([-_]|$)/i.test(voice.lang));
}

/**
 * Return the voice to use, or null.
 *
 * @param {SpeechSynthesisVoice[]} voices
 * @param {string} wanted its address; empty = any
 */
export function chosenVoice(voices, wanted) {
  const fit = usable(voices);
  return (
    fit.find((voice) => voice.voiceURI === wanted) ?? fit.find((voice) => voice.default) ?? fit[0] ?? null
  );
}

/**
 * Return the voices of the browser; some tell them only after a while.
 *
 * @param {SpeechSynthesis | undefined} synth
 * @param {number} [waitMs]
 * @returns {Promise<SpeechSynthesisVoice[]>}
 */
export async function voicesOf(synth, waitMs = 1000) {
  if (!synth) return [];
  const now = synth.getVoices();
  if (now.length) return now;
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    synth.addEventListener?.("voiceschanged", () => (clearTimeout(timer), resolve(null)), { once: true });
  });
  return synth.getVoices();
}

/**
 * Allow the voice: some browsers let a page speak only if the first words came with a click.
 *
 * @param {SpeechSynthesis | undefined} [synth]
 */
export function unlockVoice(synth = globalThis.speechSynthesis) {
  synth?.speak(new SpeechSynthesisUtterance(""));
}

/**
 * @typedef {object} Utterance
 * @property {number} id
 * @property {string} words
 */

export class Speaker {
  /**
   * @param {object} parts
   * @param {SpeechSynthesis} parts.synth
   * @param {(words: string) => SpeechSynthesisUtterance} parts.make
   * @param {(id: number, heard: boolean) => void} parts.onSaid
   * @param {(call: () => void, ms: number) => any} [parts.later]
   * @param {(timer: any) => void} [parts.cancel]
   */
  constructor({ synth, make, onSaid, later = setTimeout.bind(globalThis), cancel = clearTimeout.bind(globalThis) }) {
    this._synth = synth;
    this._make = make;
    this._onSaid = onSaid;
    this._later = later;
    this._cancel = cancel;
    /** @type {{ id: number, utterance: SpeechSynthesisUtterance } | null} kept: else it may never end */
    this._current = null;
    /** @type {any} */
    this._timer = null;
  }

  /**
   * Say words now; what was being said is broken off.
   *
   * @param {Utterance} asked
   */
  say({ id, words }) {
    if (this._current) this.stop(this._current.id);
    const utterance = this._make(words);
    this._current = { id, utterance };
    utterance.onstart = () => this._wait(id, MARGIN_MS + WORD_MS * words.split(/\s+/).length);
    utterance.onend = () => this._over(id, true);
    utterance.onerror = () => this._over(id, false);
    this._wait(id, BEGINS_WITHIN_MS);
    this._synth.resume(); // Chrome stays paused after a page was hidden
    this._synth.speak(utterance);
  }

  /**
   * Be silent, if these words are being said.
   *
   * @param {number} id
   */
  stop(id) {
    if (this._current?.id !== id) return;
    this._over(id, false);
    this._synth.cancel();
  }

  /** Be silent. */
  silence() {
    if (this._current) this.stop(this._current.id);
  }

  /**
   * @param {number} id
   * @param {number} ms
   */
  _wait(id, ms) {
    this._cancel(this._timer);
    this._timer = this._later(() => this.stop(id), ms);
  }

  /**
   * @param {number} id
   * @param {boolean} heard
   */
  _over(id, heard) {
    if (this._current?.id !== id) return;
    this._current = null;
    this._cancel(this._timer);
    this._onSaid(id, heard);
  }
}
