// Evaluates the table of `huoshui bench dmn` with engines from npm: node dmn.mjs data.json → {"engine": evaluations/s}.
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';
import { Engine } from 'json-rules-engine';
import dmnEval from '@hbtgmbh/dmn-eval-js';

const { names, rules, rows, first } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const seconds = 3;

async function rate(name, decide) {
  let done = 0;
  const [begun, used] = [performance.now(), process.cpuUsage()];
  for (let row = 0; performance.now() - begun < seconds * 1000; row = (row + 1) % rows.length) {
    const outcome = await decide(rows[row]);
    if (outcome !== first[row]) throw new Error(`${name}, row ${row}: ${outcome} instead of ${first[row]}`);
    done++;
  }
  const { user, system } = process.cpuUsage(used);
  return done / ((user + system) / 1e6);
}

const cell = (name, range) => range && `${name} >= ${range[0]} and ${name} < ${range[1]}`;
const condition = rule => [...rule.numbers.map((range, i) => cell(names[i], range)),
  rule.grade && `grade = "${rule.grade}"`].filter(Boolean).join(' and ') || 'true';
const feel = rules.reduceRight((rest, rule) => rest === null ? `${rule.number}`
  : `if ${condition(rule)} then ${rule.number} else ${rest}`, null);

const engine = new Engine();
for (const rule of rules) {
  const all = rule.numbers.flatMap((range, i) => range ? [
    { fact: names[i], operator: 'greaterThanInclusive', value: range[0] },
    { fact: names[i], operator: 'lessThan', value: range[1] }] : []);
  if (rule.grade) all.push({ fact: 'grade', operator: 'equal', value: rule.grade });
  engine.addRule({ conditions: { all }, priority: rules.length - rule.number + 1,
    event: { type: 'hit', params: { number: rule.number } }, onSuccess: () => engine.stop() });
}

// The same table as DMN 1.1, which is what dmn-eval-js reads.
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const entry = (tag, text) => `<${tag}><text>${escaped(text)}</text></${tag}>`;
const input = (name, type) =>
  `<input id="i_${name}"><inputExpression id="e_${name}" typeRef="${type}"><text>${name}</text></inputExpression></input>`;
const xml = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" id="bench" name="bench" namespace="bench"><decision id="table" name="table">
<decisionTable id="t" hitPolicy="FIRST">${names.filter(n => n !== 'grade').map(n => input(n, 'number')).join('')}${input('grade', 'string')}
<output id="o" name="number" typeRef="number" />${rules.map((rule, i) => `<rule id="r${i}">${[
  ...rule.numbers.map(range => entry('inputEntry', range ? `[${range[0]}..${range[1]}[` : '-')),
  entry('inputEntry', rule.grade ? `"${rule.grade}"` : '-')].join('')}${entry('outputEntry', `${rule.number}`)}</rule>`).join('')}
</decisionTable></decision></definitions>`;
const decisions = await dmnEval.decisionTable.parseDmnXml(xml);

const result = {};
result.feelin = await rate('feelin', row => { const r = evaluate(feel, row); return r?.value ?? r; });
result['json-rules-engine'] = await rate('json-rules-engine', async row =>
  Math.min(...(await engine.run(row)).events.map(e => e.params.number)));
result['dmn-eval-js'] = await rate('dmn-eval-js', row =>
  dmnEval.decisionTable.evaluateDecision('table', decisions, row).number);
console.log(JSON.stringify(result));
