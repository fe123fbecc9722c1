// Only what others wrote; static/query.js sets it up.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";

globalThis.Yasqe = Yasqe;
