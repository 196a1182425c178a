// 姓名对照 Shows how two spellings of a name relate, character by character. It never decides: an officer does.
// Tables: variants.csv (OpenCC, by way of opencc-js 1.4.2, Apache-2.0) and pinyin.csv (this platform's search keys).
const LONGEST_PERSON = 4; // characters; a longer name is a firm's: its syllables stand apart
const CJK = /\p{Script=Han}/u;
let tables;

async function csv(name) {
  const text = await (await fetch(new URL(name, import.meta.url))).text();
  return text.trim().split('\n').slice(1).map(line => line.trimEnd().split(','));
}

export const load = () => tables ??= (async () => {
  const families = new Map();
  const simpler = new Map();
  const traditional = new Map();
  const join = (a, b) => { if (a && b && a !== b) { push(families, a, b); push(families, b, a); } };
  for (const [simplified, full, hongKong] of await csv('variants.csv')) {
    join(simplified, full);
    join(full, hongKong);
    join(simplified, hongKong);
    if (simplified && full) {
      push(traditional, simplified, hongKong || full);
      for (const one of [full, hongKong]) if (one && one !== simplified) push(simpler, one, simplified);
    }
  }
  const readings = new Map();
  for (const [character, all, surname] of await csv('pinyin.csv'))
    readings.set(character, [...new Set([...(surname ?? '').split(' '), ...all.split(' ')].filter(Boolean))]);
  return { families, simpler, traditional, readings };
})();

function push(map, key, value) {
  const list = map.get(key) ?? [];
  if (!list.includes(value)) list.push(value);
  map.set(key, list);
}

const clean = text => [...text.normalize('NFC').trim()].filter(c => !/[\s·・•.,，]/u.test(c));

// 简, 繁 (several where one character stands for several), and the Mandarin reading.
export function forms(name, { simpler, traditional, readings }) {
  const characters = clean(name);
  if (!characters.some(c => CJK.test(c))) return { simplified: '', traditional: '', english: name.trim() };
  const pinyin = characters.map(c => readings.get(c)?.[0] ?? c);
  return {
    simplified: characters.map(c => simpler.get(c)?.[0] ?? c).join(''),
    traditional: characters.map(c => {
      const all = simpler.has(c) ? [c] : [...new Set([...(traditional.get(c) ?? [c])])];
      return all.length > 1 ? `(${all.join('/')})` : all[0];
    }).join(''),
    english: (characters.length > LONGEST_PERSON ? pinyin : [pinyin[0], pinyin.slice(1).join('')])
      .filter(Boolean).map(w => w[0].toUpperCase() + w.slice(1)).join(' '),
  };
}

// Rows of { left, right, relation }: same, variant, reading, different, alone.
export function correspond(left, right, all) {
  const [a, b] = [clean(left), clean(right)];
  const [hasHan, otherHasHan] = [a, b].map(list => list.some(c => CJK.test(c)));
  if (hasHan && otherHasHan) return align(a, b, (x, y) => relation(x, y, all));
  if (hasHan !== otherHasHan) return hasHan ? spelt(a, right, all) : spelt(b, left, all).map(swap);
  const words = text => text.normalize('NFC').trim().split(/[\s,，-]+/u).filter(Boolean);
  return align(words(left), words(right), (x, y) => x === y ? 'same' : x.toLowerCase() === y.toLowerCase() ? 'variant' : null);
}

const swap = row => ({ left: row.right, right: row.left, relation: row.relation });

function relation(x, y, { families }) {
  if (x === y) return 'same';
  const near = families.get(x) ?? [];
  return near.includes(y) || near.some(z => (families.get(z) ?? []).includes(y)) ? 'variant' : null;
}

// The longest common sequence under a relation; what has no partner stands alone, or opposite its neighbour as different.
function align(a, b, relate) {
  const best = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i][j] = relate(a[i], b[j]) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  const rows = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const kind = i < a.length && j < b.length ? relate(a[i], b[j]) : null;
    if (kind && best[i][j] === best[i + 1][j + 1] + 1) rows.push({ left: a[i++], right: b[j++], relation: kind });
    else if (i < a.length && j < b.length && best[i + 1][j + 1] === best[i][j])
      rows.push({ left: a[i++], right: b[j++], relation: 'different' });
    else if (j >= b.length || (i < a.length && best[i + 1][j] >= best[i][j + 1]))
      rows.push({ left: a[i++], right: '', relation: 'alone' });
    else rows.push({ left: '', right: b[j++], relation: 'alone' });
  }
  return rows;
}

// Characters beside the words of a Latin spelling: a reading that occurs in them, each part of a word once.
function spelt(characters, text, { readings }) {
  let rest = ` ${text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z]+/g, ' ').trim()} `;
  return characters.map(character => {
    const found = (readings.get(character) ?? [character.toLowerCase()])
      .filter(reading => rest.includes(reading)).sort((x, y) => y.length - x.length)[0];
    if (found) rest = rest.replace(found, '|');
    return { left: character, right: found ?? '', relation: found ? 'reading' : 'alone' };
  });
}
