// The node of this type with these attributes that is nearest to where it was: while a dialog is open, others write on.

export function nearest(doc, type, attrs, pos) {
  let found = null;
  doc.descendants((node, at) => {
    if (node.type !== type || !type.create(attrs).sameMarkup(node.mark([]))) return;
    if (!found || Math.abs(at - pos) < Math.abs(found.pos - pos)) found = { node, pos: at };
  });
  return found;
}
