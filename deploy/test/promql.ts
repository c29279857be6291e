/** A metric that an expression reads, and the labels that it filters by. */
interface Read {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Expression {
  readonly reads: readonly Read[];
  /** Labels that results are grouped or matched by. */
  readonly groupings: readonly string[];
}

const functions = new Set(
  'abs avg count histogram_quantile increase max min quantile rate sum'.split(' '),
);
const groupingWords = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const operators = new Set(['and', 'or', 'unless', 'bool', 'offset']);
const closing = { '(': ')', '{': '}', '[': ']' } as const;

const token =
  /"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[a-zA-Z_:][\w:]*|\d+(?:\.\d+)?|[=!]~|[=!<>]=|[(){},+\-*/%=<>^]|\S/g;
const known =
  /^("(?:[^"\\]|\\.)*"|\[(\d+[smhd]|\$__rate_interval)\]|[a-zA-Z_:][\w:]*|\d+(\.\d+)?|[=!]~|[=!<>]=|[(){},+\-*/%=<>^])$/;

const isName = (text: string | undefined): text is string => /^[a-zA-Z_:]/.test(text ?? '');

/**
 * Reads the names in a PromQL expression: as much of the language as our dashboards and alerts
 * use. @throws Error for anything else, brackets that do not match among it
 */
export function readExpression(text: string): Expression {
  const tokens = text.match(token) ?? [];
  const reads: { metric: string; labels: string[] }[] = [];
  const groupings: string[] = [];
  const open: string[] = [];
  let grouping = false;
  for (const [index, one] of tokens.entries()) {
    const next = tokens[index + 1];
    if (!known.test(one)) throw new Error(`${one} is not understood: ${text}`);
    if (one in closing) {
      grouping = groupingWords.has(tokens[index - 1] ?? '');
      open.push(closing[one as keyof typeof closing]);
    } else if (one === ')' || one === '}') {
      if (open.pop() !== one) throw new Error(`${one} closes nothing: ${text}`);
      grouping = false;
    } else if (isName(one)) {
      if (open.at(-1) === '}') {
        if (/^[=!]/.test(next ?? '')) reads.at(-1)?.labels.push(one);
      } else if (grouping) groupings.push(one);
      else if (next === '(' && !groupingWords.has(one)) {
        if (!functions.has(one)) throw new Error(`${one} is no function: ${text}`);
      } else if (next === 'by' || next === 'without') {
        if (!functions.has(one)) throw new Error(`${one} does not aggregate: ${text}`);
      } else if (!groupingWords.has(one) && !operators.has(one)) {
        reads.push({ metric: one, labels: [] });
      }
    }
  }
  if (open.length > 0) throw new Error(`${open.at(-1)} is missing: ${text}`);
  if (reads.length === 0) throw new Error(`no metric: ${text}`);
  return { reads, groupings };
}
