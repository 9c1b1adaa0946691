// The pages work without this. It tells when there is news, and sends a ruling
// with Ctrl+Enter.
(function () {
  "use strict";
  var news = document.getElementById("news");
  var seq = Number(document.body.dataset.seq || 0);
  async function ask() {
    if (document.hidden) return;
    try {
      var answer = await fetch("/pulse", { credentials: "same-origin" });
      if (!answer.ok) return;
      var now = await answer.json();
      if (news && now.seq > seq) news.hidden = false;
      var count = document.getElementById("waiting");
      if (count) count.textContent = now.waiting;
    } catch (e) { /* the next try may reach it */ }
  }
  if (news && seq) setInterval(ask, 20000);
  document.addEventListener("keydown", function (e) {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.form) e.target.form.requestSubmit();
  });
})();
