/**
 * The examples of docs/token-system.md as the compiler and the linter see them: token-system.test.ts compares the body
 * of each function with the document, where the parameters are free names.
 */
import {
  Credential,
  CredentialCoordinator,
  Failure,
  OAuth2ClientPool,
  StepUpNeeded,
  systemClock,
  type HttpFetch,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import { KeytarKeychain, Vault } from '../../../src/main/desktop-platform/index.ts';

type Print = Pick<Console, 'log' | 'error'>;

/** Set up */
export async function setUp(directory: string, fetch: HttpFetch, console: Print): Promise<void> {
  const keychain = new KeytarKeychain({ service: 'My app', clock: systemClock });
  const vault = await Vault.open({ directory, keychain, clock: systemClock });
  const clients = new OAuth2ClientPool({ fetch, clock: systemClock, userAgent: 'MyApp/1.0' });
  const coordinator = new CredentialCoordinator({
    storage: vault,
    revocations: vault,
    clientFor: (context) => clients.get(context),
    clock: systemClock,
    automaticRefresh: { enabled: true },
    onBackgroundError: (thrown) => {
      console.error(thrown);
    },
  });
  Credential.coordinator = coordinator;
  await coordinator.start();
}

/** Shut down */
export async function shutDown(coordinator: CredentialCoordinator, vault: Vault): Promise<void> {
  coordinator.stop();
  await coordinator.saveEveryUnsaved();
  await vault.close();
}

/** Store a token */
export async function store(newToken: Token, console: Print): Promise<void> {
  try {
    const credential = await Credential.store(newToken, { service: 'purchase' });
    console.log('Stored as', credential.id);
  } catch (error) {
    console.error('Not stored:', error);
  }
}

/** Start with the default */
export async function startWithDefault(
  showLoginScreen: () => void,
  showUserProfile: (credential: Credential) => void,
  console: Print,
): Promise<void> {
  const credential = await Credential.getDefault();
  if (credential === null) showLoginScreen();
  else showUserProfile(credential);

  Credential.on('default_changed', ({ id }) => {
    console.log('The default is', id);
  });
}

/** Find credentials */
export async function find(console: Print): Promise<void> {
  const purchase = await Credential.find({ tags: { service: 'purchase' } });
  const german = await Credential.find({ claims: { 'address.country': 'DE' } });
  const writers = await Credential.find({
    scopes: { any: ['orders.write', 'orders.admin'] },
    tags: { none: ['test'] },
  });
  const jane = await Credential.find((metadata) => metadata.claims?.email === 'jane@example.com');
  // Printing a credential shows its identifier, and nothing else.
  console.log(purchase, german, writers, jane);
}

/** Call an API */
export async function callApi(
  credential: Credential,
  fetch: (request: Request) => Promise<Response>,
  console: Print,
): Promise<void> {
  const request = await credential.authorize(new Request('https://api.example.com/orders'));
  const response = await fetch(request);
  console.log(response.status);
}

/** Call an API with fetch */
export async function fetchFromApi(credential: Credential, console: Print): Promise<void> {
  try {
    const response = await credential.fetch('https://api.example.com/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ item: 'tea' }),
    });
    console.log(response.status);
  } catch (error) {
    if (!(error instanceof StepUpNeeded)) throw error;
    console.log('Sign in again with', error.acrValues, error.maxAge);
  }
}

/** Hand on less */
export async function handOnLess(
  credential: Credential,
  handOver: (accessToken: string) => void,
): Promise<void> {
  const token = await credential.downscope(['orders.read']);
  handOver(token.accessToken);
}

/** Follow a credential */
export async function follow(credential: Credential, console: Print): Promise<void> {
  const stopListening = credential.onChange((name) => {
    console.log(name);
  });
  await credential.setTags(['service:sales']);
  await credential.setAutomaticRefresh(true);
  stopListening();
}

/** Sign out, also without a network */
export async function signOut(credential: Credential): Promise<void> {
  try {
    await credential.revoke();
  } catch (error) {
    if (!(error instanceof Failure) || error.failureClass !== 'transient') throw error;
    await credential.removeAndRevokeLater();
  }
}
