// The filters stand open beside the list where there is room for both; on a phone they wait behind their button.
const wide = matchMedia("(min-width: 900px)");
const filters = document.querySelector("[data-wide-open]");

function openWhereWide() {
  if (filters && wide.matches) filters.open = true;
}

openWhereWide();
wide.addEventListener("change", openWhereWide);
