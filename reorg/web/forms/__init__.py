"""Forms of the dossier's pages: they check what needs no engine, and show what the engine refuses."""
