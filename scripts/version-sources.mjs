// Asks registries which versions exist. Every request has a timeout and one retry.

/** The largest pinned package's answer has 21 MB. */
const mostBytes = 64 * 1024 * 1024;
const mostPages = 30;

/** Addresses of the registries; tests have their own. */
export const publicRegistries = {
  npm: process.env.npm_config_registry ?? 'https://registry.npmjs.org',
  images: 'https://registry-1.docker.io',
  actions: 'https://api.github.com',
  limitMs: 20_000,
};

/** The names of all versions of `pin`, by its `source`. @throws Error in words for people */
export const versionsOf = {
  /** Leaves out versions that their authors have deprecated. */
  async npm({ name }, { npm, limitMs }) {
    const url = `${npm.replace(/\/$/, '')}/${name.replace('/', '%2f')}`;
    const { body } = await ask(url, limitMs, { accept: 'application/vnd.npm.install-v1+json' });
    const versions = Object.entries(body.versions ?? {});
    return versions.filter(([, { deprecated }]) => !deprecated).map(([version]) => version);
  },

  /** The protocol of image registries: a token first, then pages of tags. */
  async images({ name }, { images, limitMs }) {
    const path = name.replace(/^docker\.io\//, '');
    const repository = path.includes('/') ? path : `library/${path}`;
    const tags = [];
    let headers = {};
    let next = new URL(`/v2/${repository}/tags/list`, images);
    for (let page = 0; next && page < mostPages; page += 1) {
      let answer = await ask(next, limitMs, headers, [401]);
      if (answer.status === 401) {
        headers = { authorization: `Bearer ${await tokenFor(answer.headers, limitMs)}` };
        answer = await ask(next, limitMs, headers);
      }
      tags.push(...(answer.body.tags ?? []));
      const link = /<([^>]+)>;\s*rel="?next/.exec(answer.headers.get('link') ?? '');
      next = link ? new URL(link[1], next) : undefined;
    }
    return tags;
  },

  async actions({ name }, { actions, limitMs }) {
    const { body } = await ask(new URL(`/repos/${name}/tags?per_page=100`, actions), limitMs, {
      accept: 'application/vnd.github+json',
    });
    return body.map((tag) => tag.name);
  },
};

async function tokenFor(headers, limitMs) {
  const challenge = headers.get('www-authenticate') ?? '';
  const field = (name) => new RegExp(`${name}="([^"]+)"`).exec(challenge)?.[1];
  const realm = field('realm');
  if (!realm) throw new Error('the registry wants a password');
  const url = new URL(realm);
  for (const name of ['service', 'scope']) url.searchParams.set(name, field(name) ?? '');
  const { body } = await ask(url, limitMs);
  return body.token ?? body.access_token;
}

async function ask(url, limitMs, headers = {}, alsoTaken = []) {
  const { host } = new URL(url);
  for (let tries = 1; ; tries += 1) {
    try {
      const signal = AbortSignal.timeout(limitMs);
      const answer = await fetch(url, { headers, signal });
      if (answer.status >= 500 && tries < 2) continue;
      if (!answer.ok && !alsoTaken.includes(answer.status)) {
        throw new Refusal(`${host} answered ${answer.status}`);
      }
      const text = await textOf(answer, host);
      return { status: answer.status, headers: answer.headers, body: read(text, host) };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (tries >= 2) throw new Refusal(`${host} ${whyNot(error, limitMs)}`);
    }
  }
}

class Refusal extends Error {}

const whyNot = (error, limitMs) =>
  error.name === 'TimeoutError'
    ? `did not answer within ${limitMs / 1000} s`
    : `cannot be reached (${error.cause?.code ?? error.message})`;

async function textOf(answer, host) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Refusal(`${host} answered with more than 64 MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function read(text, host) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(`${host} answered with something that is not JSON`);
  }
}
