/** A program that looks for an item of the app's in the keychain, or deletes it, and prints what became of that. */
import { developmentService } from '../../../scripts/demo/system-keychain.ts';
import { systemClock } from '../../../src/main/auth-foundation/index.ts';
import { KeytarKeychain } from '../../../src/main/desktop-platform/index.ts';

const [method, item = ''] = process.argv.slice(2);
const keychain = new KeytarKeychain({ service: developmentService, clock: systemClock });
const answer = method === 'delete' ? await keychain.delete(item) : await keychain.get(item);
console.log(answer.kind);
