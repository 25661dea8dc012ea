// Passkeys: has the browser make one or use one, and posts its answer. Who has no JavaScript signs in with a password.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const WORDS = {
  NotAllowedError: "Het is afgebroken of het duurde te lang. Probeer het opnieuw.",
  InvalidStateError: "Dit apparaat heeft al een passkey voor uw account.",
  SecurityError: "Uw browser staat passkeys op dit adres niet toe.",
};
const OTHERWISE = "Dit lukte niet. Probeer het opnieuw, of kies een andere manier.";

const withBytes = (descriptors = []) => descriptors.map((each) => ({ ...each, id: toBytes(each.id) }));

// Every ArrayBuffer of the answer becomes text; methods such as getTransports stay behind.
function written(credential, names) {
  const response = Object.fromEntries(
    names.filter((name) => credential.response[name]).map((name) => [name, toText(credential.response[name])]),
  );
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function make({ publicKey }, isPasswordless) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: isPasswordless ? "required" : "discouraged",
        requireResidentKey: isPasswordless,
        ...(isPasswordless && { userVerification: "required" }),
      },
    },
  });
  return written(credential, ["clientDataJSON", "attestationObject"]);
}

async function use({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
  return written(credential, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
}

async function answer(form) {
  if (form.dataset.passkey === "login") {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    return use((await response.json()).request_options);
  }
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  if (form.dataset.passkey === "use") return use(options.request_options);
  return make(options.creation_options, form.elements.passwordless.checked);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const complaint = form.querySelector("[data-passkey-error]");
    const button = form.querySelector("button");
    complaint.hidden = true;
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch (error) {
      complaint.textContent = WORDS[error.name] ?? OTHERWISE;
      complaint.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}

// A passkey belongs to a name; a browser makes none for a bare IP address.
if (window.PublicKeyCredential && !/^[\d.]+$|:/.test(window.location.hostname)) {
  for (const part of document.querySelectorAll("[data-passkey-part]")) part.hidden = false;
}
