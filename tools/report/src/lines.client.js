// Runs in the report's page: draws each `figure.lines` with uPlot, again when the width, the colour
// scheme or the medium changes. A plain script, without modules: the page is opened as a file.
(() => {
  const height = 272;
  const printWidth = 680;
  const dashes = [[], [6, 3], [2, 3], [10, 3, 2, 3], [14, 4], [4, 4]];

  const figures = [...document.querySelectorAll('figure.lines')].map((figure) => ({
    box: figure.querySelector('.chart'),
    data: JSON.parse(figure.querySelector('script').textContent),
    plot: undefined,
  }));

  const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
  const short = new Intl.NumberFormat('en-US', {
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const time = (ms) => (ms < 1000 ? `${number.format(ms)} ms` : `${number.format(ms / 1000)} s`);
  const show = (value, format) => (value === null || value === undefined ? '–' : format(value));

  /** A line from top to bottom with its label, on the left of it where there is no room. */
  function drawMarks({ ctx, bbox, valToPos, scales }, marks, ink, paper) {
    const { devicePixelRatio: ratio } = window;
    ctx.save();
    ctx.strokeStyle = ink;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    for (const [index, { x, label }] of marks.entries()) {
      if (x < scales.x.min || x > scales.x.max) continue;
      const at = valToPos(x, 'x', true);
      ctx.beginPath();
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
      const gap = 4 * ratio;
      const { width } = ctx.measureText(label);
      const fits = at + gap + width < bbox.left + bbox.width;
      const left = fits ? at + gap : at - gap - width;
      const top = bbox.top + (index % 4) * 14 * ratio; // neighbours on lines of their own
      ctx.fillStyle = paper;
      ctx.fillRect(left, top, width, 12 * ratio);
      ctx.fillStyle = ink;
      ctx.fillText(label, left, top);
    }
    ctx.restore();
  }

  function draw(figure, printed) {
    const { data, box } = figure;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--rule'), width: 1 },
      ticks: { stroke: colour('--rule'), width: 1 },
      font: '12px system-ui, sans-serif',
      labelFont: '12px system-ui, sans-serif',
    };
    const format = data.ms ? time : (value) => number.format(value);
    const formatMark = data.ms ? time : (mark) => short.format(mark);
    // A logarithm has no place for zero.
    const known = (value) => (data.logY && value !== null && value <= 0 ? null : value);
    figure.plot?.destroy();
    figure.plot = new uPlot(
      {
        width: printed ? printWidth : box.clientWidth,
        height,
        scales: {
          x: { time: false },
          y: data.logY
            ? { distr: 3 }
            : { range: (_, least, most) => [Math.min(0, least ?? 0), (most || 1) * 1.05] },
        },
        axes: [
          { ...axis, label: data.xLabel, labelSize: 18, size: 36 },
          {
            ...axis,
            label: data.yLabel,
            labelSize: 18,
            size: 66,
            values: (_, marks) => marks.map((mark) => (mark === null ? '' : formatMark(mark))),
          },
        ],
        series: [
          { label: data.xLabel, value: (_, value) => show(value, (x) => number.format(x)) },
          ...data.series.map((series, index) => ({
            label: series.label,
            stroke: colour(`--line-${(index % 6) + 1}`),
            width: 2,
            dash: dashes[index % dashes.length],
            points: { show: data.x.length < 3 },
            value: (_, value) => show(value, format),
          })),
        ],
        hooks: {
          draw: [(plot) => drawMarks(plot, data.marks ?? [], colour('--muted'), colour('--paper'))],
        },
      },
      [data.x, ...data.series.map((series) => series.values.map(known))],
      box,
    );
  }

  const drawAll = (printed = false) => {
    for (const figure of figures) draw(figure, printed);
  };
  const watcher = new ResizeObserver((entries) => {
    if ('print' in document.documentElement.dataset) return; // paper has its own width
    for (const { target } of entries) {
      const figure = figures.find(({ box }) => box === target);
      if (figure.plot?.width !== target.clientWidth) {
        figure.plot?.setSize({ width: target.clientWidth, height });
      }
    }
  });
  drawAll();
  for (const { box } of figures) watcher.observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll());
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.print = '';
    drawAll(true);
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.print;
    drawAll();
  });
})();
