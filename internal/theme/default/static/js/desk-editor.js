// Makes writing easier; nothing in the form needs it. It takes a picture in as soon
// as it is chosen, saves by the usual key, and asks before what was typed is left.

const form = document.querySelector("#story");
const upload = form.querySelector("[data-upload]");
let changed = "unsaved" in form.dataset;

form.addEventListener("input", () => (changed = true));
form.addEventListener("submit", (event) => {
	if (event.submitter?.formTarget !== "_blank") changed = false;
});
addEventListener("beforeunload", (event) => {
	if (changed) event.preventDefault();
});

form.elements.file.addEventListener("change", (event) => {
	if (event.target.files.length) form.requestSubmit(upload);
});
upload.hidden = true;

addEventListener("keydown", (event) => {
	if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
	event.preventDefault();
	form.requestSubmit(form.querySelector("[name=do][value=save]"));
});
