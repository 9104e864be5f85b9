// A real identity provider for the tests, on this machine alone: it knows invented people, signs in whoever the
// browser says it is, and lets a test change groups, rotate keys and issue tokens that must be refused.
//
// It prints its address once it answers, and ends with its standard input.

import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';

// Node 18 has no URL.parse, which is all that the provider misses there.
URL.parse ??= (address, base) => { try { return new URL(address, base); } catch { return null; } };
const { default: Provider, errors } = await import('oidc-provider');

const AUDIENCE = 'urn:crimint:register';
const PEOPLE = {
  okonjo: { name: 'Ada Okonjo-Test', groups: ['Quillmarsh officers'] },
  peters: { name: 'Joan Peters-Test', groups: ['Quillmarsh evaluators'] },
  stranger: { name: 'Nobody Known-Test', groups: ['Canteen'] },
};
const lifetimes = { access: 300 };
let provider;

function freshKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function make(issuer, keys) {
  const made = new Provider(issuer, {
    jwks: { keys },
    cookies: { keys: ['an invented cookie key'] },
    clients: [{
      client_id: 'crimint-desktop', application_type: 'native', token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/cb'], grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }, {
      client_id: 'other-client', application_type: 'native', token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/cb'], grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }],
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    ttl: {
      AccessToken: () => lifetimes.access, AuthorizationCode: 60, IdToken: 300, RefreshToken: 3600, Grant: 7200,
      Interaction: 300, Session: 3600,
    },
    findAccount: async (_ctx, sub) => ({
      accountId: sub, claims: async () => ({ sub, name: PEOPLE[sub]?.name }),
    }),
    extraTokenClaims: async (_ctx, token) => {
      const person = PEOPLE[token.accountId];
      return person && { name: person.name, groups: person.groups };
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => AUDIENCE,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx, resource) => ({
          scope: 'register', audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
          accessTokenTTL: lifetimes.access,
        }),
      },
    },
    interactions: { url: async (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile offline_access');
      grant.addResourceScope(AUDIENCE, 'register');
      grant.addResourceScope('urn:somebody:else', 'register');
      await grant.save();
      return grant;
    },
  });
  return made;
}

function cookie(request, name) {
  const found = (request.headers.cookie ?? '').split('; ').find((each) => each.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

// Whoever the browser's cookie names is who sits before it; without one, the person presses "Cancel".
async function interact(request, response) {
  const who = cookie(request, 'sits_here');
  const result = who
    ? { login: { accountId: who, remember: false }, consent: {} }
    : { error: 'access_denied', error_description: 'the person pressed Cancel' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function body(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString() || '{}');
}

// For the tests alone.
const CHANGES = {
  '/test/groups': async ({ person, groups }) => { PEOPLE[person].groups = groups; },
  '/test/rotate': async () => { provider = make(provider.issuer, [freshKey()]); },
  '/test/lifetime': async ({ seconds }) => { lifetimes.access = seconds; },
  '/test/token': async ({ person, audience, client = 'crimint-desktop' }) => {
    const token = new provider.AccessToken({
      accountId: person, client: await provider.Client.find(client), scope: 'register', grantId: randomUUID(),
    });
    token.resourceServer = new provider.ResourceServer(audience, {
      scope: 'register', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
      accessTokenTTL: lifetimes.access,
    });
    token.extra = { name: PEOPLE[person].name, groups: PEOPLE[person].groups };
    return { token: await token.save() };
  },
};

const server = createServer(async (request, response) => {
  try {
    const change = CHANGES[request.url];
    if (change) {
      const answer = JSON.stringify((await change(await body(request))) ?? {});
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
    } else if (request.url.startsWith('/interaction/')) {
      await interact(request, response);
    } else {
      provider.callback()(request, response);
    }
  } catch (error) {
    response.writeHead(error instanceof errors.OIDCProviderError ? 400 : 500).end(String(error));
  }
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = make(issuer, [freshKey()]);
  process.stdout.write(`${issuer}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
