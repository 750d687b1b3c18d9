// Makes replying easier where scripts run; nothing on the page needs it. It answers
// a reply where it stands, counts letters, keeps the text in this tab until it is
// sent, and tells a second press of the button from a second reply.

let drafts;
try {
	drafts = sessionStorage;
} catch {
	// The browser keeps nothing for us: then there are no drafts.
}

const receipt = document.querySelector("[data-sent]");
if (receipt) drafts?.removeItem(receipt.dataset.sent);

const form = document.querySelector(".reply-form");
if (form) {
	const { body, parent } = form.elements;
	const home = form.parentElement;
	const answering = form.querySelector(".answering");
	const [whom, back] = answering.children;

	const place = (id, name, where) => {
		parent.value = id;
		whom.textContent = name;
		answering.hidden = !id;
		where.append(form);
		home.hidden = where !== home;
		body.focus();
	};
	document.addEventListener("click", (event) => {
		if (event.ctrlKey || event.metaKey || event.shiftKey) return;
		const link = event.target.closest("[data-answer]");
		const article = link?.closest("article");
		if (article) place(article.parentElement.id.slice("reply-".length), article.querySelector(".writer").textContent, article);
		else if (event.target === back && home.hidden) place("", "", home);
		else return;
		event.preventDefault();
	});

	const left = form.querySelector(".left");
	const count = () => {
		left.hidden = !body.value;
		left.firstElementChild.textContent = body.dataset.limit - [...body.value].length;
	};
	const { story } = form.dataset;
	if (!body.value) body.value = drafts?.getItem(story) ?? "";
	body.addEventListener("input", () => {
		drafts?.setItem(story, body.value);
		if (left) count();
	});

	const hidden = (name) => {
		const input = document.createElement("input");
		Object.assign(input, { type: "hidden", name });
		form.append(input);
		return input;
	};
	const nonce = hidden("nonce");
	const elapsed = hidden("elapsed");
	let shown;
	addEventListener("pageshow", () => {
		shown = performance.now();
		nonce.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
	});
	form.addEventListener("submit", () => {
		elapsed.value = Math.round(performance.now() - shown);
	});
}
