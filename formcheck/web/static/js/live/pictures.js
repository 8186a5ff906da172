/** Pictures on their way to the server: the newest one wins, and at most two are under way. */

export const MOST_UNDER_WAY = 2;

/** After this time a picture without an answer counts as lost, milliseconds (engineering default). */
export const LOST_MS = 2000;

/** Bytes before the JPEG: capture time (float64) and number (uint32), both little-endian. */
export const HEAD_BYTES = 12;

/** Quality of the JPEG: 640×480 takes 40 to 60 kB (engineering default). */
export const QUALITY = 0.8;

/** A video that has told no picture for so long does not tell them, milliseconds (engineering default). */
export const UNTOLD_MS = 500;

/** Shortest time between two pictures that the video does not tell, milliseconds: 30 a second. */
export const APART_MS = 30;

/** A time of capture is believed this far before and after the time it is told, milliseconds. */
const EARLIER_MS = 2000;
const LATER_MS = 100;

/**
 * Return when a picture was taken: what the browser says of it, or else the time now.
 *
 * Some browsers give this time on another clock than the page's, or none.
 *
 * @param {number} nowMs
 * @param {number | undefined} capturedMs
 */
export function takenAt(nowMs, capturedMs) {
  if (capturedMs === undefined) return nowMs;
  const age = nowMs - capturedMs;
  return age <= EARLIER_MS && age >= -LATER_MS ? capturedMs : nowMs;
}

/** Counts the pictures that are under way. */
export class Pace {
  constructor() {
    this._next = 0;
    /** @type {Map<number, number>} number → when it was taken, milliseconds */
    this._underWay = new Map();
  }

  get underWay() {
    return this._underWay.size;
  }

  /**
   * Return the number of a picture that may be taken now, or null.
   *
   * @param {number} nowMs
   */
  take(nowMs) {
    for (const [number, at] of this._underWay) {
      if (nowMs - at > LOST_MS) this._underWay.delete(number);
    }
    if (this._underWay.size >= MOST_UNDER_WAY) return null;
    const number = this._next;
    this._next = (this._next + 1) >>> 0;
    this._underWay.set(number, nowMs);
    return number;
  }

  /**
   * Note that a picture was answered; older ones were dropped on the way.
   *
   * @param {number | null} number
   */
  answered(number) {
    if (number === null) return;
    for (const one of this._underWay.keys()) {
      if (one <= number) this._underWay.delete(one);
    }
  }

  /**
   * Give a picture up that could not be made.
   *
   * @param {number} number
   */
  dropped(number) {
    this._underWay.delete(number);
  }

  /** Begin anew: after a cut nothing is under way. */
  reset() {
    this._underWay.clear();
  }
}

/**
 * Return the message of one picture.
 *
 * @param {number} capturedMs
 * @param {number} number
 * @param {ArrayBuffer} jpeg
 */
export function pictureMessage(capturedMs, number, jpeg) {
  const bytes = new Uint8Array(HEAD_BYTES + jpeg.byteLength);
  const head = new DataView(bytes.buffer);
  head.setFloat64(0, capturedMs, true);
  head.setUint32(8, number, true);
  bytes.set(new Uint8Array(jpeg), HEAD_BYTES);
  return bytes.buffer;
}

/**
 * Return the size in which pictures are sent: as they are, but at most 640 on the longer side.
 *
 * @param {number} width
 * @param {number} height
 * @returns {[number, number]}
 */
export function sentSize(width, height) {
  const share = Math.min(1, 640 / Math.max(width, height, 1));
  return [Math.max(2, Math.round(width * share)), Math.max(2, Math.round(height * share))];
}

/**
 * Takes the pictures of a video and hands them over as messages.
 *
 * The video tells each of its pictures.  Where it cannot, or does not for a while (WebKit may be silent
 * about a camera), the page looks at it whenever it draws itself.
 */
export class PictureSource {
  /**
   * @param {HTMLVideoElement} video
   * @param {Pace} pace
   * @param {{ mayTake: () => boolean, send: (bytes: ArrayBuffer) => void }} to
   */
  constructor(video, pace, to) {
    this._video = video;
    this._pace = pace;
    this._to = to;
    this._canvas = document.createElement("canvas");
    this._paper = this._canvas.getContext("2d", { alpha: false, desynchronized: true });
    this._stopped = false;
    this._lastTime = -1;
    this._tellsPictures = "requestVideoFrameCallback" in video;
    /** When the video told a picture, and when one was taken, milliseconds. */
    this._toldMs = performance.now();
    this._tookMs = -Infinity;
    this._listen();
    this._look();
  }

  stop() {
    this._stopped = true;
  }

  /** Take each picture that the video tells. */
  _listen() {
    if (this._stopped || !this._tellsPictures) return;
    this._video.requestVideoFrameCallback((now, frame) => {
      this._listen();
      this._toldMs = now;
      this._picture(now, takenAt(now, frame.captureTime));
    });
  }

  /** Take pictures that the video does not tell. */
  _look() {
    if (this._stopped) return;
    requestAnimationFrame((now) => {
      this._look();
      const untold = !this._tellsPictures || now - this._toldMs > UNTOLD_MS;
      if (untold && now - this._tookMs >= APART_MS) this._picture(now, now);
    });
  }

  /**
   * @param {number} nowMs
   * @param {number} capturedMs
   */
  _picture(nowMs, capturedMs) {
    const video = this._video;
    if (this._stopped || !this._to.mayTake() || !video.videoWidth) return;
    if (video.currentTime === this._lastTime) return; // the same picture again
    const number = this._pace.take(performance.now());
    if (number === null) return;
    this._lastTime = video.currentTime;
    this._tookMs = nowMs;
    const [width, height] = sentSize(video.videoWidth, video.videoHeight);
    if (this._canvas.width !== width || this._canvas.height !== height) {
      this._canvas.width = width;
      this._canvas.height = height;
    }
    this._paper?.drawImage(video, 0, 0, width, height);
    this._canvas.toBlob((blob) => void this._send(capturedMs, number, blob), "image/jpeg", QUALITY);
  }

  /**
   * @param {number} capturedMs
   * @param {number} number
   * @param {Blob | null} blob
   */
  async _send(capturedMs, number, blob) {
    if (!blob || this._stopped) {
      this._pace.dropped(number);
      return;
    }
    this._to.send(pictureMessage(capturedMs, number, await blob.arrayBuffer()));
  }
}
