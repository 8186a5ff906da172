/** The JSON API of the server; every failure is one sentence. */

const UNREACHABLE = "formcheck does not answer: it was closed. Start it again, and it opens a new page.";

/** A refusal, or no answer; `message` is the sentence to show. */
export class ApiError extends Error {
  /**
   * @param {string} sentence
   * @param {number} status 0 = no answer
   * @param {any} [body] the whole answer
   */
  constructor(sentence, status, body = null) {
    super(sentence);
    this.status = status;
    this.body = body;
  }
}

/**
 * Return the sentence of an answer that is a refusal.
 *
 * @param {any} body
 * @param {number} status
 */
export function sentenceOf(body, status) {
  if (body && typeof body.sentence === "string" && body.sentence) return body.sentence;
  if (status === 404) return "This is not there any more. Go back and load the page again.";
  if (status === 403) return "This page is out of date. Open formcheck again, then try once more.";
  return `Something went wrong (${status}). Load the page again.`;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [sent] JSON, or a Blob that is sent as it is
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
async function ask(method, path, sent, signal) {
  /** @type {RequestInit} */
  const request = { method, credentials: "same-origin", cache: "no-store" };
  if (signal) request.signal = signal;
  if (sent instanceof Blob) {
    request.body = sent;
  } else if (sent !== undefined) {
    request.body = JSON.stringify(sent);
    request.headers = { "Content-Type": "application/json" };
  }
  let answer;
  try {
    answer = await fetch(path, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(UNREACHABLE, 0);
  }
  const text = await answer.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    if (answer.ok) throw new ApiError(sentenceOf(null, answer.status), answer.status);
  }
  if (!answer.ok) throw new ApiError(sentenceOf(body, answer.status), answer.status, body);
  return body;
}

export const api = {
  /** @param {string} path @param {AbortSignal} [signal] */
  get: (path, signal) => ask("GET", path, undefined, signal),
  /** @param {string} path @param {unknown} [sent] */
  post: (path, sent = {}) => ask("POST", path, sent),
  /** @param {string} path @param {unknown} sent */
  put: (path, sent) => ask("PUT", path, sent),
  /** @param {string} path */
  remove: (path) => ask("DELETE", path),
};

/**
 * Send a file with its progress, which `fetch` cannot tell.
 *
 * @param {string} path
 * @param {Blob} body
 * @param {(share: number) => void} onProgress 0 to 1
 * @returns {{ answer: Promise<any>, stop: () => void }}
 */
export function upload(path, body, onProgress) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve, reject) => {
    request.open("POST", path);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      let parsed = null;
      try {
        parsed = JSON.parse(request.responseText);
      } catch {
        // A refusal before the page's own answers has no JSON: its number says enough.
      }
      if (request.status >= 200 && request.status < 300) resolve(parsed);
      else reject(new ApiError(sentenceOf(parsed, request.status), request.status, parsed));
    };
    request.onerror = () => reject(new ApiError(UNREACHABLE, 0));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    request.send(body);
  });
  return { answer, stop: () => request.abort() };
}
