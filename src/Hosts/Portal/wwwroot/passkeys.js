// Passkeys: <form data-passkey="request|create" data-options="URL"> asks the browser for a credential and posts it as the field "credential".
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function decode(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials])
    for (const one of list ?? []) one.id = bytes(one.id);
  return options;
}

function encode(credential) {
  const r = credential.response, response = { clientDataJSON: text(r.clientDataJSON) };
  if (r.attestationObject) {
    response.attestationObject = text(r.attestationObject);
    response.transports = r.getTransports?.() ?? [];
  }
  if (r.authenticatorData) response.authenticatorData = text(r.authenticatorData);
  if (r.signature) response.signature = text(r.signature);
  if (r.userHandle) response.userHandle = text(r.userHandle);
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults() });
}

async function ask(form) {
  const token = form.querySelector('input[name="__RequestVerificationToken"]').value;
  const answer = await fetch(form.dataset.options, { method: 'POST', headers: { 'X-Huoshui-Form': token } });
  if (!answer.ok) throw new Error(String(answer.status));
  const options = decode(await answer.json());
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: options })
    : navigator.credentials.get({ publicKey: options });
}

document.addEventListener('submit', async event => {
  const form = event.target.closest?.('[data-passkey]');
  if (!form || form.elements.credential.value) return;
  event.preventDefault();
  event.stopPropagation();
  const failed = form.querySelector('[data-failed]');
  if (failed) failed.hidden = true;
  try {
    form.elements.credential.value = encode(await ask(form));
    form.submit();
  } catch {
    if (failed) failed.hidden = false;
  }
}, true);
