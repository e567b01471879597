// Keys inside the desk are its own: JupyterLab takes letters and arrows for commands on cells unless told not to.
export default {
  render({ model, el }) {
    const writes = (node) => node.matches("input:not([type=checkbox]), textarea");
    const chooses = (node) => node.matches(".widget-dropdown select"); // letters choose there
    const isAsked = ({ key, target }) =>
      writes(target)
        ? key === "Enter" && target.closest(".mubiao-form")
        : !chooses(target) && model.get("heard").includes(key);
    const hear = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isAsked(event)) return;
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true })); // what is typed arrives before the key
      model.send({ key: event.key });
    };
    const take = () => {
      const desk = el.closest(".mubiao-desk");
      if (!desk) return requestAnimationFrame(take);
      desk.dataset.lmSuppressShortcuts = "true";
      desk.addEventListener("keydown", hear, true); // before the fields, which keep Enter to themselves
      desk.addEventListener("keydown", (event) => event.stopPropagation());
    };
    take();
  },
};
