// A process of its own for each job, so that the org's work is not counted as the client's:
// `node child.ts <job> <folder> <issuer> <count>`. The last line it prints is the result as JSON.
import { measureDue } from './due-job.ts';
import { measureClient, measureCoordinator } from './round-trip-jobs.ts';

const jobs: Readonly<
  Record<string, (folder: string, issuerUrl: string, count: number) => Promise<unknown>>
> = { client: measureClient, coordinator: measureCoordinator, due: measureDue };

const [name = '', folder = '', issuerUrl = '', count = ''] = process.argv.slice(2);
const job = jobs[name];
if (job === undefined) throw new Error(`There is no job "${name}".`);
console.log(JSON.stringify(await job(folder, issuerUrl, Number(count))));
// libsecret keeps a connection open.
process.exit();
