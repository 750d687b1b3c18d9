// Decides without loading the page anew, and by keys; nothing on the page needs it.
// The server says what became of each decision; where it cannot be asked so, the
// form is sent as if there were no script.

const queue = document.querySelector("[data-queue]");
const live = queue.querySelector("[data-live]");
const settled = []; // what was decided here, the latest last: { item, line, form }

const cases = () => [...queue.querySelectorAll(".case")];
const near = () => document.activeElement.closest?.("li")?.querySelector(".case");

const focus = (card) => {
	card?.focus({ preventScroll: true });
	card?.scrollIntoView({ block: "nearest" });
};

const say = (text) => {
	live.textContent = "";
	requestAnimationFrame(() => (live.textContent = text));
};

const count = (counts) => {
	for (const place of document.querySelectorAll("[data-count]")) {
		place.textContent = counts[place.dataset.count] ?? 0;
	}
};

// ask sends a form and returns the server's answer, or nothing when it said no. The
// form's buttons are called action, and hide its property of that name.
const ask = async (form, button) => {
	const buttons = form.querySelectorAll("button");
	const body = new URLSearchParams(new FormData(form, button));
	for (const b of buttons) b.disabled = true;
	try {
		const response = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
		const answer = await response.json();
		if (response.ok) return answer;
		complain(form, answer.said);
	} catch {
		complain(form, queue.dataset.failed);
	} finally {
		for (const b of buttons) b.disabled = false;
	}
};

// complain says beside the form what went wrong.
const complain = (form, text) => {
	form.querySelector(".problems")?.remove();
	const note = document.createElement("p");
	note.className = "problems";
	note.setAttribute("role", "alert");
	note.textContent = text;
	form.append(note);
};

// settle puts one line with the outcome in the card's place.
const settle = (card, answer) => {
	const item = card.parentElement;
	const line = document.createElement("div");
	line.className = "settled";
	const words = document.createElement("span");
	words.textContent = answer.said;
	const form = document.createElement("form");
	form.method = "post";
	form.action = answer.undo;
	const button = document.createElement("button");
	button.className = "quiet";
	button.textContent = queue.dataset.undo;
	form.append(button);
	line.append(words, form);

	const all = cases();
	const next = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1];
	card.replaceWith(line);
	settled.push({ item, line, form, card });
	if (next) focus(next);
	else (queue.querySelector("[rel=next]") ?? button).focus();
};

const restore = (form) => {
	const i = settled.findIndex((s) => s.form === form);
	const [{ line, card }] = settled.splice(i, 1);
	line.replaceWith(card);
	focus(card);
};

queue.addEventListener("submit", async (event) => {
	const form = event.target;
	const card = form.closest(".case");
	const undo = settled.some((s) => s.form === form);
	if (!card && !undo) return;
	event.preventDefault();
	const answer = await ask(form, event.submitter);
	if (!answer) return;
	if (undo) restore(form);
	else settle(card, answer);
	count(answer.counts);
	say(answer.said);
});

const dialog = document.querySelector("dialog.keys");
const on = dialog.querySelector("[data-keys-on]");
let kept;
try {
	kept = localStorage;
} catch {
	// The browser keeps nothing for us: then the keys are on.
}
on.checked = kept?.getItem("desk-keys") !== "off";
on.addEventListener("change", () => kept?.setItem("desk-keys", on.checked ? "on" : "off"));

const help = document.querySelector("[data-keys]");
help.hidden = false;
help.addEventListener("click", () => dialog.showModal());

const move = (step) => {
	const all = cases();
	const i = all.indexOf(near());
	focus(all[i < 0 ? 0 : Math.min(Math.max(i + step, 0), all.length - 1)]);
};

const decide = (action) => near()?.querySelector(`.decide [value="${action}"]`)?.click();

const keys = {
	j: () => move(1),
	k: () => move(-1),
	s: () => decide("stet"),
	x: () => decide("strike"),
	"!": () => decide("spam"),
	u: () => settled.at(-1)?.form.requestSubmit(),
	"?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || dialog.open) return;
	if (event.target.closest("input, textarea, select")) return;
	if (!on.checked && event.key !== "?") return;
	const act = keys[event.key];
	if (!act) return;
	event.preventDefault();
	act();
});
