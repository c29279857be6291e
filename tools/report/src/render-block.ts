import type { Bars, Block, Figures, Lines, Table } from './blocks.js';
import { formatNumber } from './format.js';
import { escapeHtml, scriptJson } from './html.js';

export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text
        .split('\n\n')
        .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
        .join('\n');
    case 'verdict':
      return `<p class="verdict ${block.good ? 'good' : 'bad'}"><span aria-hidden="true">${block.good ? '✓' : '✗'}</span> ${escapeHtml(block.text)}</p>`;
    case 'figures':
      return renderFigures(block);
    case 'table':
      return renderTable(block);
    case 'bars':
      return renderBars(block);
    case 'lines':
      return renderLines(block);
  }
}

function renderFigures({ figures }: Figures): string {
  const items = figures.map(
    ({ label, value, note }) =>
      `<div><dt>${escapeHtml(label)}</dt><dd class="value">${escapeHtml(value)}</dd>${noteOf('dd', note)}</div>`,
  );
  return `<dl class="figures">${items.join('\n')}</dl>`;
}

function renderTable({ caption, columns, rows, numeric = [] }: Table): string {
  const align = (index: number) => (numeric.includes(index) ? ' class="number"' : '');
  const head = columns.map(
    (text, index) => `<th scope="col"${align(index)}>${escapeHtml(text)}</th>`,
  );
  const body = rows.map(
    (row) =>
      `<tr>${row.map((text, index) => `<td${align(index)}>${escapeHtml(text)}</td>`).join('')}</tr>`,
  );
  // It may be wider than a phone: then it scrolls, by keyboard too.
  return `<figure><figcaption>${escapeHtml(caption)}</figcaption>
<div class="scroll" role="region" aria-label="${escapeHtml(caption)}" tabindex="0"><table>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div></figure>`;
}

function renderBars({ caption, unit, bars }: Bars): string {
  const longest = Math.max(0, ...bars.flatMap((bar) => [bar.value, bar.high ?? 0]));
  const percent = (value: number) =>
    longest > 0 ? `${((Math.max(0, value) / longest) * 100).toFixed(2)}%` : '0%';
  const items = bars.map(({ label, value, low, high, note, emphasis }) => {
    const rounds = low !== undefined && high !== undefined;
    const range = rounds ? ` <small>${formatNumber(low)} – ${formatNumber(high)}</small>` : '';
    const whisker = rounds
      ? `<i class="whisker" style="left:${percent(low)};width:calc(${percent(high)} - ${percent(low)})"></i>`
      : '';
    return `<li${emphasis ? ' class="emphasis"' : ''}><span class="label">${escapeHtml(label)}${noteOf('small', note)}</span>
<span class="value">${formatNumber(value)} ${escapeHtml(unit)}${range}</span>
<span class="track" aria-hidden="true"><i class="bar" style="width:${percent(value)}"></i>${whisker}</span></li>`;
  });
  return `<figure><figcaption>${escapeHtml(caption)}</figcaption><ul class="bars">${items.join('\n')}</ul></figure>`;
}

/** The script in the page (lines.client.js) draws it. */
function renderLines(block: Lines): string {
  const data = scriptJson({ ...block, kind: undefined, caption: undefined });
  const spoken = block.series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${label}: nothing`;
    const [least, most] = [smallest(known), greatest(known)];
    return `${label}: ${formatNumber(least)} to ${formatNumber(most)}`;
  });
  const marks = (block.marks ?? []).map(({ x, label }) => `${label} at ${formatNumber(x)}`);
  const description = `${block.yLabel} by ${block.xLabel}. ${[...spoken, ...marks].join('; ')}`;
  return `<figure class="lines"><figcaption>${escapeHtml(block.caption)}</figcaption>
<div class="chart" role="img" aria-label="${escapeHtml(description)}"></div>
<script type="application/json">${data}</script></figure>`;
}

const smallest = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));

const noteOf = (element: string, note: string | undefined) =>
  note === undefined ? '' : `<${element} class="note">${escapeHtml(note)}</${element}>`;
