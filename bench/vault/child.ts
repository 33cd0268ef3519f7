// A process of its own for each job, so that memory, caches and the event loop are its own:
// `node child.ts <job> <folder> <count> <samples>`. The last line it prints is the result as JSON.
import {
  fillVault,
  measureOpen,
  measurePlainLoop,
  measureQueries,
  measureReplace,
} from './vault-jobs.ts';
import { measureElectronStore, measureElectronStoreOpen, measureKeytar } from './peer-jobs.ts';

const jobs: Readonly<
  Record<string, (folder: string, count: number, samples: number) => Promise<unknown>>
> = {
  fill: fillVault,
  replace: measureReplace,
  open: measureOpen,
  'plain-loop': measurePlainLoop,
  queries: measureQueries,
  'electron-store': measureElectronStore,
  'electron-store-open': measureElectronStoreOpen,
  keytar: measureKeytar,
};

const [name = '', folder = '', count = '', samples = ''] = process.argv.slice(2);
const job = jobs[name];
if (job === undefined) throw new Error(`There is no job "${name}".`);
console.log(JSON.stringify((await job(folder, Number(count), Number(samples))) ?? null));
// libsecret keeps a connection open.
process.exit();
