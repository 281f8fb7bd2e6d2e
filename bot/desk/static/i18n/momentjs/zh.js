// starlette-admin asks for its date library in Chinese but does not bring it. The tables show moments as text, so none is needed.
