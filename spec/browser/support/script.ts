// The script of the page, and of its worker: runs the scenarios that it is asked for.
import { scenarios, type Ports, type ScenarioName } from './scenarios.js';

/** What a page and its worker say to each other. */
interface WorkerLike {
  postMessage(message: unknown): void;
}

async function run(name: ScenarioName, ports: Ports): Promise<unknown> {
  return scenarios[name](ports);
}

function runInWorker(name: ScenarioName, ports: Ports): Promise<unknown> {
  const worker = new Worker('/script.js', { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ result?: unknown; error?: string }>) => {
      if (data.error === undefined) resolve(data.result);
      else reject(new Error(data.error));
      worker.terminate();
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage([name, ports]);
  });
}

if (typeof document === 'undefined') {
  const page = globalThis as unknown as WorkerLike; // the types are those of a page
  globalThis.onmessage = ({ data }: MessageEvent<[ScenarioName, Ports]>) => {
    run(...data).then(
      (result) => page.postMessage({ result }),
      (error: unknown) => page.postMessage({ error: String(error) }),
    );
  };
} else {
  Object.assign(globalThis, { run, runInWorker });
}
