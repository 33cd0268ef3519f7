import { describe, expect, it } from 'vitest';
import { suggestDefaults } from '../../src/renderer/accounts/default-banner.tsx';
import {
  findLookAlikes,
  initials,
  personDetail,
  personName,
} from '../../src/renderer/accounts/account-names.ts';
import { searchAccounts, sortAccounts } from '../../src/renderer/accounts/account-search.ts';
import { knownTags } from '../../src/renderer/accounts/known-tags.ts';
import { account, person, preview, problem } from './support/fixtures.ts';

const ada = account('ada', { tags: ['Production', 'eu'] });
const jose = account('jose', {
  person: person('José Núñez', 'jn@other.example'),
  org: { ...preview, id: preview.id },
});
const nameless = account('x', { person: { name: null, email: null, subject: '00uXYZ' } });
const ids = (accounts: readonly { id: string }[]) => accounts.map(({ id }) => id);

describe('the search', () => {
  it.each([
    ['a name, in any case', 'LOVELACE', ['ada']],
    ['a name without its accents', 'jose nunez', ['jose']],
    ['an e-mail address', 'jn@other', ['jose']],
    ['an org', 'preview', ['jose']],
    ['an issuer', 'oktapreview.com', ['jose']],
    ['a tag', 'produc', ['ada']],
    ['words from different fields, in any order', 'eu ada', ['ada']],
    ['a subject when there is no name', '00uxyz', ['x']],
    ['nothing that is there', 'zzz', []],
    ['everything for a blank query', '  ', ['ada', 'jose', 'x']],
  ])('finds %s', (_name, query, found) => {
    expect(ids(searchAccounts([ada, jose, nameless], query))).toEqual(found);
  });
});

describe('the order of the list', () => {
  it('is by person, then by org, numbers as numbers', () => {
    const list = [
      account('3', { person: person('User 10', '') }),
      account('2', { person: person('user 9', '') }),
      account('1', { person: person('Ada', ''), org: { ...preview, id: preview.id } }),
      account('0', { person: person('Ada', '') }),
    ];
    expect(ids(sortAccounts(list))).toEqual(['0', '1', '2', '3']);
  });
});

describe('names', () => {
  it('fall back from name to e-mail to subject', () => {
    expect(personName(ada)).toBe('Ada Lovelace');
    expect(personDetail(ada)).toBe('ada@acme.example');
    expect(personName(nameless)).toBe('00uXYZ');
    expect(personDetail(nameless)).toBeNull();
    expect(personName({ person: { name: null, email: null, subject: null } })).toBe(
      'Unnamed account',
    );
  });

  it.each([
    ['Ada Lovelace', 'AL'],
    ['Ada', 'A'],
    ['service-desk@acme.example', 'S'],
    ['Élodie de la Tour', 'ÉT'],
    ['🙂', '?'],
  ])('give the initials of %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('tell which accounts look alike', () => {
    const twins = [account('1'), account('2'), jose];
    expect([...findLookAlikes(twins)]).toEqual(['1', '2']);
  });
});

describe('suggestions', () => {
  it('offer working accounts as default first', () => {
    const broken = account('broken', { problem: problem('refresh_token_rejected') });
    expect(ids(suggestDefaults([broken, ada, jose], Date.now()))).toEqual([
      'ada',
      'jose',
      'broken',
    ]);
  });

  it('offer the most used tags first', () => {
    expect(knownTags([ada, account('b', { tags: ['eu', 'b'] })])).toEqual([
      'eu',
      'b',
      'Production',
    ]);
  });
});
