// Check digits, so that a slip is seen at the door and not at the sync; the server checks again.
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'; // GB 32100-2015
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]; // GB 11643-1999

/** Whether a text is a 统一社会信用代码 with the right last sign. */
export function isFirm(code) {
  if (!/^[0-9A-HJ-NP-RTUW-Y]{18}$/.test(code)) return false;
  const sum = weights.reduce((total, weight, n) => total + weight * signs.indexOf(code[n]), 0);
  return signs[(31 - (sum % 31)) % 31] === code[17];
}

/** Whether a text is a 公民身份号码 with the right last sign. */
export function isPerson(code) {
  if (!/^[0-9]{17}[0-9X]$/.test(code)) return false;
  const sum = idWeights.reduce((total, weight, n) => total + weight * Number(code[n]), 0);
  return '10X98765432'[sum % 11] === code[17];
}
