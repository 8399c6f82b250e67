"""The auditor's room: events across dossiers, questions that are kept, exports, and who looked at what."""
