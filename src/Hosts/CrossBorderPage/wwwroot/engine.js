// The workers in which packages are judged. The first one is kept; a batch takes as many as the machine has cores for.
const MOST_WORKERS = 4;
const JUDGING = ['Open', 'Verify', 'Recheck'];
let isReplaced = false;

// A newer version has taken over: this page judges nothing any more. What it has judged may still be printed.
export const replace = () => { isReplaced = true; };

// The word for a call that failed.
export const failure = () => isReplaced ? 'replaced' : 'failed';

class Engine {
  #worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  #waiting = new Map();
  #next = 0;

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      const { resolve, reject } = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      data.error === undefined ? resolve(data.value) : reject(new Error(data.error));
    };
    this.#worker.onerror = event => {
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message || 'worker'));
      this.#waiting.clear();
    };
  }

  call(name, ...values) {
    if (isReplaced && JUDGING.includes(name)) return Promise.reject(new Error('replaced'));
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call: name, values });
    });
  }

  end() {
    this.#worker.terminate();
  }
}

let first;

export const engine = () => first ??= new Engine();

// Further workers for a batch; whoever asks for them ends them.
export const helpers = count => isReplaced ? [] :
  Array.from({ length: Math.min(count, MOST_WORKERS, navigator.hardwareConcurrency || 1) - 1 }, () => new Engine());
