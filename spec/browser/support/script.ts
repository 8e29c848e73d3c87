// The script of the page, and of its worker: runs the scenarios that it is asked for.
import { scenarios, type Ports, type ScenarioName } from './scenarios.js';

/** What a page and its worker say to each other. */
interface WorkerLike {
  postMessage(message: unknown): void;
}

async function run(name: ScenarioName, ports: Ports): Promise<unknown> {
  return scenarios[name](ports);
}

/** One for all of them: to end it would give up what its requests have left on their way. */
let worker: Worker | undefined;

function runInWorker(name: ScenarioName, ports: Ports): Promise<unknown> {
  const present = (worker ??= new Worker('/script.js', { type: 'module' }));
  return new Promise((resolve, reject) => {
    present.onmessage = ({ data }: MessageEvent<{ result?: unknown; error?: string }>) => {
      if (data.error === undefined) resolve(data.result);
      else reject(new Error(data.error));
    };
    present.onerror = ({ message }) => reject(new Error(message));
    present.postMessage([name, ports]);
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
