// Sends a file to the text, and tells how far it is.

export const mostBytes = 8 * 1024 * 1024;

// What the person can do about it is in `message`.
export class UploadRefused extends Error {}

const sentences = {
  0: "Er is geen verbinding. Probeer het opnieuw zodra die er weer is.",
  401: "U bent uitgelogd. Meld u aan in een nieuw tabblad en probeer het dan opnieuw.",
  404: "U kunt deze tekst niet meer zien.",
  409: "U bent nu aangemeld als iemand anders. Meld u in een nieuw tabblad aan als uzelf en probeer het dan opnieuw.",
  413: "Dit bestand is te groot. Maak de afbeelding kleiner en probeer het nog eens.",
};

export class Upload {
  // `tell` hears which part is sent, from 0 to 1.
  constructor(session, file, tell) {
    const request = new XMLHttpRequest();
    this.request = request;
    this.done = new Promise((resolve, reject) => {
      request.upload.addEventListener("progress", ({ loaded, total }) => tell(total ? loaded / total : 0));
      request.addEventListener("loadend", () => {
        if (request.status === 201) resolve(request.response);
        else reject(new UploadRefused(reasonOf(request)));
      });
    });
    request.open("POST", `${session.url}afbeeldingen/`);
    request.responseType = "json";
    request.timeout = 120_000;
    request.setRequestHeader("X-CSRFToken", session.token());
    request.setRequestHeader("X-Person", session.person);
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  }

  stop() {
    this.request.abort();
  }
}

function reasonOf({ status, response }) {
  return response?.message ?? sentences[status] ?? response?.reason ?? "Het portaal antwoordt nu niet. Probeer het over een minuut opnieuw.";
}
