// Draws every [data-chart] of a page with Apache ECharts. The page says what (ChartModel.cs); how it looks is decided here, once.
// Tooltips are built of text nodes: HTML in a name stays text. No inline style or script: works under the portal's CSP.
import * as echarts from 'echarts/core';
import { BarChart, LineChart, PieChart, SankeyChart, GraphChart, HeatmapChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, LegendComponent, VisualMapComponent, AriaComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([BarChart, LineChart, PieChart, SankeyChart, GraphChart, HeatmapChart,
  GridComponent, TooltipComponent, LegendComponent, VisualMapComponent, AriaComponent, CanvasRenderer]);

const colors = ['#0f5b78', '#3d8f6b', '#c07f1f', '#7a6aa8', '#b3534a', '#5a8fb0', '#8a9a3b', '#66727a'];
const ink = '#1b2a32', muted = '#566670', line = '#dbe3e8';
const font = '-apple-system, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif';
const drawn = new WeakMap();

const element = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const numberOf = model => {
  const format = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: model.decimals, maximumFractionDigits: model.decimals });
  return value => value === null || value === undefined || Number.isNaN(value) ? '—' : format.format(value).replace('-', '−');
};

function tip(title, rows, unit) {
  const box = element('div', 'chart-tip');
  box.append(element('div', 'chart-tip-title', title));
  for (const [color, name, value] of rows) {
    const row = element('div', 'chart-tip-row');
    const mark = element('i');
    if (color) mark.style.background = color;
    row.append(mark, element('span', '', name), element('b', '', unit ? `${value} ${unit}` : value));
    box.append(row);
  }
  return box;
}

const momentOf = date => new Date(`${date}T00:00:00`).getTime();

const labelRoom = 58, besidePlot = 80;

// The dates that are named at a width in CSS pixels: the first, the last, and those between that do not touch them.
function namedDates(moments, width) {
  const last = moments.at(-1), room = (last - moments[0]) * labelRoom / Math.max(labelRoom, width - besidePlot);
  const named = [];
  let bound = last;
  for (const moment of moments.slice(1, -1).reverse()) {
    if (bound - moment < room || moment - moments[0] < room) continue;
    named.unshift(moment);
    bound = moment;
  }
  return [moments[0], ...named, last];
}

// Points stand as far apart as their dates do.
function timeAxis(model, width) {
  const moments = model.dates.map(momentOf);
  return { type: 'time', boundaryGap: ['4%', '4%'], axisLine: { lineStyle: { color: line } }, splitLine: { show: false },
    axisTick: { customValues: moments, lineStyle: { color: line } },
    axisLabel: { color: muted, fontSize: 12, customValues: namedDates(moments, width), formatter: moment => model.categories[moments.indexOf(moment)] ?? '' } };
}

const isTimedChart = model => model.dates.length > 1 && !model.horizontal;

function axes(model, format, width) {
  const names = { type: 'category', data: model.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
    axisLabel: { color: muted, fontSize: 12, width: model.horizontal ? 132 : 96, overflow: model.horizontal ? 'truncate' : 'break', hideOverlap: true }, inverse: model.horizontal };
  const isTimed = isTimedChart(model);
  const values = { type: 'value', name: model.unit, nameTextStyle: { color: muted, align: model.horizontal ? 'right' : 'left', padding: [0, 0, 0, -28] },
    nameLocation: 'end', splitNumber: 4, splitLine: { lineStyle: { color: line } }, axisLabel: { color: muted, fontSize: 12 } };
  if (model.horizontal) {
    Object.assign(values, { nameLocation: 'middle', nameGap: 28, nameTextStyle: { color: muted } });
    Object.assign(names.axisLabel, { interval: 0, hideOverlap: false });
  }
  const isStacked = model.kind === 'stackedBar';
  const series = model.series.map((one, index) => {
    const asLine = model.kind === 'line' || one.asLine;
    return {
      name: one.name, data: isTimed ? model.dates.map((date, i) => ({ name: model.categories[i], value: [momentOf(date), one.values[i] ?? null] })) : one.values, type: asLine ? 'line' : 'bar', stack: isStacked && !asLine ? 'all' : undefined,
      barMaxWidth: 34, symbolSize: 6, connectNulls: false, color: colors[index % colors.length],
      lineStyle: asLine ? { width: 2.2, type: one.isDashed ? 'dashed' : 'solid' } : undefined,
      itemStyle: asLine ? undefined : { borderRadius: isStacked ? 0 : model.horizontal ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      areaStyle: asLine && model.series.length === 1 ? { color: colors[index], opacity: 0.08 } : undefined,
    };
  });
  const hasLegend = series.length > 1;
  return {
    legend: hasLegend ? { top: 0, left: 0, itemWidth: 14, itemHeight: 9, textStyle: { color: ink }, type: 'plain' } : undefined,
    grid: { left: 8, right: model.horizontal ? 48 : 20, top: hasLegend ? 62 : 36, bottom: model.horizontal ? 32 : 8, containLabel: true },
    xAxis: model.horizontal ? values : isTimed ? timeAxis(model, width) : names, yAxis: model.horizontal ? names : values, series,
    tooltip: { trigger: 'axis', axisPointer: { type: model.kind === 'line' ? 'line' : 'shadow' },
      formatter: items => tip(items[0].name, items.map(i => [i.color, i.seriesName, format(isTimed ? i.value[1] : i.value)]), model.unit) },
    aria: { enabled: true, label: { enabled: false }, decal: { show: isStacked } },
  };
}

const donut = (model, format) => ({
  color: colors,
  legend: { orient: 'vertical', right: 0, top: 'middle', textStyle: { color: ink }, icon: 'roundRect', itemWidth: 12, itemHeight: 9 },
  tooltip: { trigger: 'item', formatter: i => tip(i.name, [[i.color, `${i.percent}%`, format(i.value)]], model.unit) },
  series: [{ type: 'pie', radius: ['52%', '78%'], center: ['34%', '50%'], label: { show: false }, itemStyle: { borderColor: '#fff', borderWidth: 2 },
    data: model.categories.map((name, i) => ({ name, value: model.series[0]?.values[i] })) }],
});

const sankey = (model, format) => ({
  color: colors,
  tooltip: { trigger: 'item', formatter: i => i.dataType === 'edge' ? tip(`${i.data.source} → ${i.data.target}`, [[null, '', format(i.data.value)]], model.unit)
    : tip(i.name, [[i.color, '', format(i.value)]], model.unit) },
  series: [{ type: 'sankey', left: 8, right: 120, top: 8, bottom: 8, nodeGap: 10, nodeWidth: 14, draggable: false,
    label: { color: ink, fontSize: 12 }, lineStyle: { color: 'gradient', opacity: 0.32 }, emphasis: { focus: 'adjacency' },
    data: model.nodes.map(n => ({ name: n.name })), links: model.edges.map(e => ({ source: e.from, target: e.to, value: e.value })) }],
});

const graph = (model, format) => ({
  color: colors,
  tooltip: { trigger: 'item', formatter: i => tip(i.dataType === 'edge' ? `${i.data.source} → ${i.data.target}` : i.name, [[null, '', format(i.data.value)]], model.unit) },
  series: [{ type: 'graph', layout: 'force', roam: true, force: { repulsion: 160, edgeLength: 90 }, label: { show: true, color: ink, position: 'bottom' },
    lineStyle: { color: muted, opacity: 0.5 }, edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7,
    data: model.nodes.map(n => ({ name: n.name, value: n.value, symbolSize: 22 })), links: model.edges.map(e => ({ source: e.from, target: e.to, value: e.value })) }],
});

function tiles(model, format) {
  const values = model.tiles.map(t => t.value).filter(v => v !== null && v !== undefined);
  const columns = Math.max(...model.tiles.map(t => t.column)) + 1, rows = Math.max(...model.tiles.map(t => t.row)) + 1;
  const axis = size => ({ type: 'category', data: [...Array(size).keys()], show: false });
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 46 }, xAxis: axis(columns), yAxis: { ...axis(rows), inverse: true },
    visualMap: { min: Math.min(0, ...values), max: Math.max(1, ...values), orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 140,
      inRange: { color: ['#eef5f8', '#bcd9e4', '#74adc6'] }, textStyle: { color: muted }, text: model.unit ? [model.unit, ''] : undefined, formatter: format },
    tooltip: { trigger: 'item', formatter: i => tip(i.data.name, [[i.color, '', format(i.data.value[2])]], model.unit) },
    series: [{ type: 'heatmap', itemStyle: { borderColor: '#fff', borderWidth: 4, borderRadius: 6 },
      label: { show: true, formatter: i => `${i.data.name}\n${format(i.data.value[2])}`, color: ink, fontSize: 12, lineHeight: 17 },
      data: model.tiles.map(t => ({ name: t.name, value: [t.column, t.row, t.value] })) }],
  };
}

const kinds = { bar: axes, stackedBar: axes, line: axes, donut, sankey, graph, tiles };

function draw(canvas) {
  const json = canvas.dataset.chart;
  if (drawn.get(canvas) === json) return;
  drawn.set(canvas, json);
  const model = JSON.parse(json);
  echarts.getInstanceByDom(canvas)?.dispose();
  const chart = echarts.init(canvas, null, { renderer: 'canvas', devicePixelRatio: Math.max(2, window.devicePixelRatio) });
  const option = kinds[model.kind](model, numberOf(model), canvas.clientWidth);
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  chart.setOption({ animation: !still, animationDuration: 300, textStyle: { fontFamily: font }, ...option,
    tooltip: { confine: true, borderColor: line, padding: 0, ...option.tooltip } });
  const hrefOf = params => model.links[params.dataIndex] ?? model.nodes.find(n => n.name === params.name)?.href;
  if (model.links.length > 0 || model.nodes.some(n => n.href))
    chart.on('click', params => { const href = hrefOf(params); if (href) window.location.assign(href); });
  new ResizeObserver(() => {
    if (!canvas.isConnected || chart.isDisposed()) return;
    chart.resize();
    if (isTimedChart(model) && option.xAxis) chart.setOption({ xAxis: timeAxis(model, canvas.clientWidth) });
  }).observe(canvas);
}

export function drawAll(root = document) {
  root.querySelectorAll('[data-chart]').forEach(draw);
}
