"""What the dossier's pages show: plain answers gathered through the door for reading, ready for templates."""
