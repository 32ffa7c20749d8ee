"""The datasets' sources: one module per dataset, with the dataset's name. It says how the rows are made.

A source has two names, and may have a third:

- `PARTS`: part -> number of rows, in the order in which the parts are made;
- `rows(part, before)`: the rows of a part, always the same ones; `before` are the rows of the parts made before it;
- `card(parts)`: the text of the dataset's README.md, from the rows of all parts.
"""
