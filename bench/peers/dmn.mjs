// Evaluates the table of `huoshui bench dmn` with engines from npm: node dmn.mjs data.json → {"engine": evaluations/s}.
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';
import { Engine } from 'json-rules-engine';

const { names, rules, rows, first } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const seconds = 3;

async function rate(name, decide) {
  let done = 0;
  const begun = performance.now();
  for (let row = 0; performance.now() - begun < seconds * 1000; row = (row + 1) % rows.length) {
    const outcome = await decide(rows[row]);
    if (outcome !== first[row]) throw new Error(`${name}, row ${row}: ${outcome} instead of ${first[row]}`);
    done++;
  }
  return done / ((performance.now() - begun) / 1000);
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

const result = {};
result.feelin = await rate('feelin', row => { const r = evaluate(feel, row); return r?.value ?? r; });
result['json-rules-engine'] = await rate('json-rules-engine', async row =>
  Math.min(...(await engine.run(row)).events.map(e => e.params.number)));
console.log(JSON.stringify(result));
