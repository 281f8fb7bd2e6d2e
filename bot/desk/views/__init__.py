"""The desk's pages, one module a page: a view takes a ``Call`` and returns a response."""
