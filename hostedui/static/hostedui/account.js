// What makes the account pages nicer; all of them work without it.

// Times in the reader's own zone and language, not in UTC

const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time")) time.textContent = format.format(new Date(time.dateTime));

// On a phone the sections stand in one row
document.querySelector(".sections [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
