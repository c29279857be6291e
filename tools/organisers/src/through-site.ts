import { setTimeout as pause } from 'node:timers/promises';
import { ToolError } from '@onsale/cli';
import type { OrganiserAccount } from '@onsale/contracts/catalog/http';
import { type Answer, type Client, TransportError } from '@onsale/load';
import type { Approvals, Listed } from './approvals.js';
import { printed } from './words.js';

const pageSize = 100;
const attempts = 3;
const pauseMs = 1_000;

interface Page {
  readonly items: readonly OrganiserAccount[];
  readonly nextCursor: string | null;
}

/**
 * Approvals through the address of a running install, with its operator token.
 * @throws ToolError when it takes none of this token, or none that way
 */
export async function throughSite(client: Client, url: string, token: string): Promise<Approvals> {
  const ask = asker(client, url, token);
  const probe = await ask('GET', '/api/organisers?limit=1');
  if (probe.status === 404) throw noSuchRoute(url, detailOf(probe));

  return {
    async list(most) {
      const listed: Listed[] = [];
      for (let cursor: string | null = ''; cursor !== null && listed.length < most; ) {
        const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await ask('GET', `/api/organisers?limit=${pageSize}${after}`);
        const { items, nextCursor } = JSON.parse(body) as Page;
        for (const { approvedAt, ...one } of items) {
          listed.push({ ...one, isApproved: approvedAt !== null });
        }
        cursor = nextCursor;
      }
      return listed;
    },
    async approve(accountIds) {
      for (const [at, id] of accountIds.entries()) {
        const { status } = await ask('POST', approvalOf(id));
        if (status !== 404) continue;
        const before = accountIds.slice(0, at).join(', ');
        throw new ToolError(
          `There is no account ${id}. ${before === '' ? 'Nobody was approved.' : `Approved before it: ${before}.`}`,
        );
      }
    },
    async remove(accountIds) {
      const removed: string[] = [];
      for (const id of accountIds) {
        const { status } = await ask('DELETE', approvalOf(id));
        if (status !== 404) removed.push(id);
      }
      return removed;
    },
  };
}

const approvalOf = (accountId: string) => `/api/organisers/${accountId}/approval`;

/** Asks again, a few times, while the install is away: each of these questions is harmless twice. */
function asker(client: Client, url: string, token: string) {
  const headers = { authorization: `Bearer ${token}` };

  async function once(method: string, path: string): Promise<Answer | string> {
    try {
      const answer = await client.send({ method, path, headers });
      const isAway = [502, 503, 504].includes(answer.status);
      return isAway ? `it answered ${answer.status}: ${detailOf(answer)}` : answer;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return error.message;
    }
  }

  /** @returns a success, or 404 @throws ToolError */
  return async (method: string, path: string): Promise<Answer> => {
    let answer = await once(method, path);
    for (let turn = 1; turn < attempts && typeof answer === 'string'; turn += 1) {
      await pause(pauseMs);
      answer = await once(method, path);
    }
    if (typeof answer === 'string') {
      throw new ToolError(`${url} cannot do that now (${answer}). Try again.`);
    }
    if (answer.status < 300 || answer.status === 404) return answer;
    throw refusal(url, answer);
  };
}

function refusal(url: string, answer: Answer): ToolError {
  if (answer.status === 401) {
    return new ToolError(
      `The operator token is not the one of ${url}. Put that one into the environment as ONSALE_OPERATOR_TOKEN.`,
    );
  }
  if (answer.status === 429) {
    return new ToolError(`${url} was sent wrong operator tokens from here. ${detailOf(answer)}`);
  }
  return new ToolError(`${url} answered ${answer.status}: ${detailOf(answer)}`);
}

const noSuchRoute = (url: string, detail: string) =>
  new ToolError(
    detail.includes('ONSALE_OPERATOR_TOKEN')
      ? detail // it is empty there
      : `The version at ${url} is before this one, and approves organisers in its database alone. Update it, or leave out --url on its machine, or set ONSALE_CATALOG_DATABASE_URL.`,
  );

function detailOf({ body }: Answer): string {
  const start = body.slice(0, 200);
  try {
    return printed(String((JSON.parse(body) as { detail?: unknown }).detail ?? start));
  } catch {
    return printed(start);
  }
}
