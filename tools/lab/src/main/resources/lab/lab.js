// What a page of the lab does. Each module looks for its part of the page.
import "./answer.js";
import "./chapter.js";
import "./way.js";
