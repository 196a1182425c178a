// Writes policies/vocabulary/pinyin.csv from npm pinyin-pro (MIT, https://github.com/zh-lx/pinyin-pro):
//   cd eng/pinyin && npm ci && node table.mjs
// One line a character of U+4E00 to U+9FA5 (GBK): every reading without tone, ü as v, and the readings as a surname.
import { writeFileSync } from "node:fs";
import { pinyin } from "pinyin-pro";

const first = 0x4e00, last = 0x9fa5;
const plain = { toneType: "none", v: true, type: "array" };
const isReading = text => /^[a-z]{1,6}$/.test(text);
const lines = ["character,readings,surname"];
for (let code = first; code <= last; code++) {
  const character = String.fromCodePoint(code);
  const common = pinyin(character, plain).filter(isReading);
  const all = pinyin(character, { ...plain, multiple: true }).filter(isReading);
  const surname = pinyin(character, { ...plain, mode: "surname", surname: "all" }).filter(isReading);
  const readings = [...new Set([...common, ...all])];
  if (readings.length > 0)
    lines.push([character, readings.join(" "), surname.filter(s => s !== readings[0]).join(" ")].join(","));
}
writeFileSync(new URL("../../policies/vocabulary/pinyin.csv", import.meta.url), lines.join("\n") + "\n");
