// Buttons that copy what stands beside them. They show themselves where a page may
// write to the clipboard; elsewhere a click into the text marks the whole of it.

for (const button of document.querySelectorAll("[data-copy]")) {
	const source = document.getElementById(button.dataset.copy);
	button.hidden = !navigator.clipboard;
	button.addEventListener("click", async () => {
		try {
			await navigator.clipboard.writeText(source.textContent);
			button.textContent = button.dataset.copied;
		} catch {
			getSelection().selectAllChildren(source);
		}
	});
}
