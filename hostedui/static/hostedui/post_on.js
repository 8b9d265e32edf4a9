// The page is only a step on the way: its form goes on by itself. Without this its button is there.
document.getElementById("post-on").submit();
