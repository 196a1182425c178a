// sm-crypto (npm) as an oracle: questions in JSON on standard input, answers on standard output, in order.
import { readFileSync } from 'node:fs';
import smCrypto from 'sm-crypto';

const { sm2, sm3 } = smCrypto;
const bytes = hex => Array.from(Buffer.from(hex, 'hex'));
const terms = question => ({ der: true, hash: true, userId: question.id });
const answers = {
  sm3: question => sm3(bytes(question.data)),
  keys: () => sm2.generateKeyPairHex(),
  point: question => sm2.getPublicKeyFromPrivateKey(question.private),
  sign: question => sm2.doSignature(bytes(question.data), question.private, terms(question)),
  verify: question => {
    try {
      return sm2.doVerifySignature(bytes(question.data), question.signature, question.public, terms(question));
    } catch (error) {
      return `${error}`;
    }
  },
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(question => answers[question.ask](question))));
