"""One index over dossiers, units, people, documents and events, and the question asked of it."""
