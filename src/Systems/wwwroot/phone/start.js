// The screens before the phone is open.
import { button, callout, h, panel } from './dom.js';
import { phone, register, registerAgain, setPin, unlock, wipe } from './phone.js';
import * as records from './records.js';
import { Refused } from './api.js';
import { ask } from './dom.js';
import { here, t } from './words.js';

const signIn = () => h('div.form-actions', {}, h('a.button.button-main', { href: '/sign-in?back=/visits/phone/' }, t('SignIn')));
const again = () => h('div.form-actions', {}, button(t('TryAgain'), () => location.reload(), 'main'));
const fewestDigits = 6; // before the pack has said; the pack may ask for more

const pinField = (id, label, hint) => h('div.field', {}, h('label', { for: id }, label),
  h('input', { id, type: 'password', inputmode: 'numeric', autocomplete: 'off', required: true, maxlength: 20, 'aria-describedby': `${id}-hint` }), hint && h('p.hint', { id: `${id}-hint` }, hint));

const waitingPanel = ({ count }) => count > 0 && callout('info', t('StillHere', count), t('StillHereHint'));

/** PINs that are all one digit or a run are the first that a finder tries. */
const isWeak = pin => /^(\d)\1+$/.test(pin) || '01234567890123456789'.includes(pin) || '98765432109876543210'.includes(pin);

function checkPin(pin, repeated, least) {
  if (!new RegExp(`^[0-9]{${least},}$`).test(pin)) return t('PinShort', least);
  if (isWeak(pin)) return t('PinWeak');
  return pin === repeated ? null : t('PinOther');
}

function pinForm(before, least, act) {
  const said = h('div', {});
  return h('form.form', { onsubmit: async event => {
    event.preventDefault();
    const { pin, repeated, device } = event.target.elements;
    const wrong = device && !device.value.trim() ? t('DeviceNameMissing') : checkPin(pin.value, repeated.value, least);
    said.replaceChildren(wrong ? callout('bad', null, wrong) : h('p.hint', {}, t('Working')));
    if (wrong) return;
    try {
      await act(pin.value, device?.value.trim());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      said.replaceChildren(callout('bad', null, ...error.refusals.map(here)));
    }
  } }, before, pinField('pin', t('Pin'), t('PinHint', least)), pinField('repeated', t('PinRepeated')), said,
  h('div.form-actions', {}, h('button.button.button-main', { type: 'submit' }, t('Continue'))));
}

const screens = {
  'setup': async next => panel(t('SetupTitle'), h('p', {}, t('SetupLead')), pinForm(
    h('div.field', {}, h('label', { for: 'device' }, t('DeviceName')), h('input', { id: 'device', type: 'text', maxlength: 100, value: t('DeviceNameExample') })),
    fewestDigits, async (pin, name) => { await register(name, pin); await next(); })),
  'new-pin': async next => [
    phone.wiped > 0 && callout('warn', t('WipedTitle', phone.wiped), t('WipedHint', phone.device.rules.limits.contactDays)),
    panel(t('NewPinTitle'), h('p', {}, t('NewPinLead')), pinForm(null, phone.device.rules.limits.pinDigits, async pin => { await setPin(pin); await next(); }))],
  'pin': async next => [waitingPanel(await records.waiting()), panel(t('PinTitle'), h('p', {}, t(phone.isSignedOut ? 'PinLeadSignedOut' : 'PinLead')), unlockForm(next), phone.isSignedOut && signIn())],
  'sign-in': async () => [waitingPanel(await records.waiting()), panel(t('SignInTitle'), h('p', {}, t('SignInLead')), signIn())],
  'no-network': async () => [waitingPanel(await records.waiting()), panel(t('NoNetworkTitle'), h('p', {}, t('NoNetworkLead')), again())],
  'over': async () => [callout('warn', t('OverTitle', phone.device.rules.limits.contactDays), t('OverLead')), phone.isSignedOut ? signIn() : again()],
  'other': async next => panel(t('OtherTitle', phone.device.account), h('p', {}, t('OtherLead', phone.device.account, phone.other)), signIn(), wipeButton(next)),
  'unknown': async next => panel(t('UnknownTitle'), h('p', {}, t('UnknownLead')), phone.device.wrapped && unlockForm(next, registerAgain), wipeButton(next)),
  'revoked': async () => [callout('bad', t('RevokedTitle'), t('RevokedLead')), again()],
  'not-officer': async () => [callout('bad', t('NotOfficerTitle'), t('NotOfficerLead')), h('p', {}, h('a', { href: '/' }, t('Home')))],
};

function unlockForm(next, act) {
  const said = h('div', {});
  return h('form.form', { onsubmit: async event => {
    event.preventDefault();
    const { pin } = event.target.elements;
    said.replaceChildren(h('p.hint', {}, t('Working')));
    if (act) {
      if (await act(pin.value)) return next();
    } else {
      const left = await unlock(pin.value);
      if (left <= 0) return next();
    }
    pin.value = '';
    const { tries, rules, wrapped } = phone.device;
    if (!wrapped) return next();
    said.replaceChildren(callout('bad', null, t('PinWrong', rules.limits.pinTries - tries)));
  } }, pinField('pin', t('Pin')), said, h('div.form-actions', {}, h('button.button.button-main', { type: 'submit' }, t('Open'))));
}

const wipeButton = next => h('div.form-actions', {}, button(t('WipeThis'), async () => {
  const { count } = await records.waiting();
  if (!await ask(t('WipeSure', count), t('WipeYes'), t('Cancel'))) return;
  await wipe();
  location.reload();
}, 'bad'));

/** The screen that stands before the phone is open. */
export const screen = next => screens[phone.screen](next);
